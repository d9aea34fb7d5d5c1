import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Engine } from './engine.js';
import {
  authenticationRequest,
  backendKeyData,
  cString,
  errorResponse,
  type FrontendMessage,
  MessageTooLarge,
  parameterStatus,
  readyForQuery,
  simpleQuery,
  SocketReader,
  type TransactionStatus,
  type WireError,
} from './wire.js';

const PROTOCOL_MAJOR = 3;
const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;

const MAX_STARTUP_BYTES = 10_000;
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const STARTUP_TIMEOUT_MS = 10_000;

const SYNC = Buffer.from([0x53, 0, 0, 0, 4]);

/** How long a connection may sit in an open transaction while others wait for the engine. */
const IDLE_IN_TRANSACTION_MS = 30_000;

export interface SessionOptions {
  engine: Engine;
  password: string | undefined;
  connectionId: number;
}

/** One client from its first byte to its last: start-up, then statements, each in its turn. */
export async function serveSession(socket: Socket, options: SessionOptions): Promise<void> {
  const reader = new SocketReader(socket);
  const slow = setTimeout(() => socket.destroy(), STARTUP_TIMEOUT_MS);
  const welcome = await startUp(reader, socket, options).finally(() => {
    clearTimeout(slow);
  });
  if (!welcome) return;
  const session = new Session(socket, options.engine, options.connectionId);
  try {
    await session.serve(reader);
  } catch (error) {
    if (!(error instanceof MessageTooLarge)) throw error;
    socket.end(
      errorResponse({
        severity: 'FATAL',
        code: '54000',
        message: `a message larger than ${MAX_MESSAGE_BYTES} bytes was refused; send the rows in smaller parts`,
      }),
    );
  } finally {
    await session.leave();
  }
}

async function startUp(reader: SocketReader, socket: Socket, options: SessionOptions): Promise<boolean> {
  const refuse = (code: string, message: string): false => {
    socket.end(errorResponse({ severity: 'FATAL', code, message }));
    return false;
  };
  for (;;) {
    const head = await reader.read(8);
    if (head === undefined) return false;
    const length = head.readUInt32BE(0);
    const request = head.readUInt32BE(4);
    if (length < 8 || length > MAX_STARTUP_BYTES) return false;
    if ((await reader.read(length - 8)) === undefined) return false;
    if (request === SSL_REQUEST || request === GSS_REQUEST) {
      socket.write('N');
      continue;
    }
    if (request === CANCEL_REQUEST) return false; // the one backend cannot be interrupted
    if (request >>> 16 !== PROTOCOL_MAJOR) return refuse('08P01', 'only protocol version 3 is spoken here');
    break;
  }
  if (options.password !== undefined) {
    socket.write(authenticationRequest('cleartext'));
    const answer = await reader.message(MAX_STARTUP_BYTES).catch(() => undefined);
    if (answer === undefined) return false;
    if (answer.type !== 'p' || !sameText(cString(answer.bytes, 5), options.password)) {
      return refuse('28P01', 'password authentication failed');
    }
  }
  const greeting = [authenticationRequest('ok')];
  for (const [name, value] of options.engine.settings) greeting.push(parameterStatus(name, value));
  greeting.push(backendKeyData(options.connectionId, 0), readyForQuery('I'));
  socket.write(Buffer.concat(greeting));
  return true;
}

function sameText(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

class Session {
  private holding = false;
  private status: TransactionStatus = 'I';
  private touchedSession = false;
  private batch: FrontendMessage[] = [];
  private batchBytes = 0;
  /** After an error before a Flush, everything up to the next Sync is dropped, as the protocol says. */
  private skipping = false;

  constructor(
    private readonly socket: Socket,
    private readonly engine: Engine,
    private readonly id: number,
  ) {}

  async serve(reader: SocketReader): Promise<void> {
    for (;;) {
      const message = await this.nextMessage(reader);
      if (message === undefined || message.type === 'X') return;
      this.collect(message);
      if (message.type === 'Q' || message.type === 'S' || message.type === 'H')
        await this.runBatch(message.type);
    }
  }

  /** Undoes what the client left open, so that the next one meets a clean backend. */
  async leave(): Promise<void> {
    if (!this.holding && !this.touchedSession) return;
    if (!this.holding) await this.engine.take();
    try {
      if (this.holding) {
        await this.engine.run(SYNC); // ends a half-sent pipeline
        await this.engine.run(simpleQuery('ROLLBACK'));
      }
      if (this.touchedSession) {
        await this.engine.run(simpleQuery('DISCARD ALL'));
        // The engine boots with pg_catalog alone, and that is what DISCARD goes back to.
        await this.engine.run(simpleQuery('SET search_path TO "$user", public'));
      }
    } finally {
      this.holding = false;
      this.engine.release();
    }
  }

  /** While this client keeps the engine and others wait, its silence is bounded. */
  private async nextMessage(reader: SocketReader): Promise<FrontendMessage | undefined> {
    if (!this.holding) return reader.message(MAX_MESSAGE_BYTES);
    const watch = setInterval(() => {
      if (this.engine.queueLength === 0) return;
      this.socket.end(
        errorResponse({
          severity: 'FATAL',
          code: '25P03',
          message: `this connection kept a transaction open for ${IDLE_IN_TRANSACTION_MS / 1000} s without a statement while others waited, so it was rolled back`,
          hint: 'The embedded database runs one transaction at a time: do not use a second connection inside a transaction.',
        }),
        () => this.socket.destroy(),
      );
    }, IDLE_IN_TRANSACTION_MS);
    try {
      return await reader.message(MAX_MESSAGE_BYTES);
    } finally {
      clearInterval(watch);
    }
  }

  private collect(message: FrontendMessage): void {
    this.batchBytes += message.bytes.length;
    if (this.batchBytes > MAX_MESSAGE_BYTES) throw new MessageTooLarge();
    this.batch.push(message);
  }

  /** Hands a whole batch to the engine. The turn is kept until the transaction it is part of has ended. */
  private async runBatch(end: 'Q' | 'S' | 'H'): Promise<void> {
    const batch = this.batch;
    this.batch = [];
    this.batchBytes = 0;
    if (this.skipping) {
      if (end !== 'S') return;
      this.skipping = false;
      this.socket.write(readyForQuery(this.status));
      return;
    }
    if (!this.holding) {
      await this.engine.take();
      this.holding = true;
    }
    const objection = this.objectionTo(batch);
    if (objection !== undefined) {
      this.settle(end);
      this.skipping = end === 'H';
      this.socket.write(errorResponse(objection));
      if (!this.skipping) this.socket.write(readyForQuery(this.status));
      return;
    }
    const reply = await this.engine.run(Buffer.concat(batch.map((message) => message.bytes)));
    this.touchedSession ||= reply.touchedSession;
    if (reply.status !== undefined) this.status = reply.status;
    this.settle(end);
    if (!this.holding) await this.engine.durable();
    if (!this.socket.write(reply.bytes)) await drained(this.socket);
  }

  private settle(end: 'Q' | 'S' | 'H'): void {
    if (end === 'H' || this.status !== 'I') return;
    this.holding = false;
    this.engine.release();
  }

  /** What one backend for all connections cannot do safely is refused, never done wrongly. */
  private objectionTo(batch: readonly FrontendMessage[]): WireError | undefined {
    for (const { type, bytes } of batch) {
      if (type === 'P') {
        if (bytes[5] !== 0)
          return unsupported('named prepared statements', 'Send the statement without a name.');
        if (COPY_STDIN.test(cString(bytes, 6))) return NO_COPY;
        this.engine.unnamedStatementOf = this.id;
      } else if (type === 'Q') {
        if (COPY_STDIN.test(cString(bytes, 5))) return NO_COPY;
      } else if (type === 'B' && this.engine.unnamedStatementOf !== this.id) {
        return {
          severity: 'ERROR',
          code: '26000',
          message: 'the unnamed prepared statement was replaced by another connection',
          hint: 'Send Parse, Bind, Execute and Sync together, or prepare inside a transaction.',
        };
      }
    }
    return undefined;
  }
}

const COPY_STDIN = /^\s*copy\b[^;]*\bfrom\s+stdin\b/i;
const NO_COPY = unsupported('COPY FROM STDIN', 'Use INSERT with unnest($1, $2, …) instead.');

function unsupported(what: string, hint: string): WireError {
  return {
    severity: 'ERROR',
    code: '0A000',
    message: `the embedded database does not support ${what}`,
    hint,
  };
}

async function drained(socket: Socket): Promise<void> {
  if (socket.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}
