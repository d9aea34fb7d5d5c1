import type { Socket } from 'node:net';

/** A PostgreSQL error as a client sees it. Codes: appendix A of the PostgreSQL manual. */
export interface WireError {
  severity: 'ERROR' | 'FATAL';
  code: string;
  message: string;
  hint?: string;
}

/** What a backend says of its transaction in ReadyForQuery: idle, in one, or in a failed one. */
export type TransactionStatus = 'I' | 'T' | 'E';

export interface FrontendMessage {
  type: string;
  /** The whole message with its type byte and length. */
  bytes: Buffer;
}

export class MessageTooLarge extends Error {}

/** Reads exact numbers of bytes from a socket, however the network cut them. Pauses the socket between reads. */
export class SocketReader {
  private readonly source: AsyncIterator<Buffer>;
  private chunks: Buffer[] = [];
  private length = 0;

  constructor(socket: Socket) {
    this.source = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** `count` bytes, or undefined when the peer is gone. */
  async read(count: number): Promise<Buffer | undefined> {
    while (this.length < count) {
      let step: IteratorResult<Buffer>;
      try {
        step = await this.source.next();
      } catch {
        return undefined; // a reset is a departure too
      }
      if (step.done === true) return undefined;
      this.chunks.push(step.value);
      this.length += step.value.length;
    }
    const all = this.chunks.length === 1 ? (this.chunks[0] as Buffer) : Buffer.concat(this.chunks);
    this.length -= count;
    this.chunks = this.length > 0 ? [all.subarray(count)] : [];
    return all.subarray(0, count);
  }

  /** The next typed message, or undefined when the peer is gone. Throws MessageTooLarge before buffering it. */
  async message(limitBytes: number): Promise<FrontendMessage | undefined> {
    const head = await this.read(5);
    if (head === undefined) return undefined;
    const length = head.readUInt32BE(1);
    if (length < 4 || length + 1 > limitBytes) throw new MessageTooLarge();
    const body = await this.read(length - 4);
    if (body === undefined) return undefined;
    return { type: String.fromCharCode(head[0] as number), bytes: Buffer.concat([head, body]) };
  }
}

function frame(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

function int32(...values: number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => buffer.writeInt32BE(value, index * 4));
  return buffer;
}

export function errorResponse(error: WireError): Buffer {
  const fields = [`S${error.severity}`, `V${error.severity}`, `C${error.code}`, `M${error.message}`];
  if (error.hint !== undefined) fields.push(`H${error.hint}`);
  return frame('E', Buffer.from(`${fields.join('\0')}\0\0`));
}

export function readyForQuery(status: TransactionStatus): Buffer {
  return frame('Z', Buffer.from(status, 'latin1'));
}

export function authenticationRequest(kind: 'ok' | 'cleartext'): Buffer {
  return frame('R', int32(kind === 'ok' ? 0 : 3));
}

export function parameterStatus(name: string, value: string): Buffer {
  return frame('S', Buffer.from(`${name}\0${value}\0`));
}

export function backendKeyData(processId: number, secret: number): Buffer {
  return frame('K', int32(processId, secret));
}

export function simpleQuery(sql: string): Buffer {
  return frame('Q', Buffer.from(`${sql}\0`));
}

/** The zero-ended string at `offset` of a message, without its zero. */
export function cString(bytes: Buffer, offset: number): string {
  const end = bytes.indexOf(0, offset);
  return bytes.toString('utf8', offset, end === -1 ? bytes.length : end);
}
