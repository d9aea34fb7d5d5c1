import { setTimeout as wait } from 'node:timers/promises';
import type { ModbusRtuConfig, ModbusTcpConfig } from '../../config/driver-schemas.js';
import { aborted } from '../aborted.js';
import type { Driver, DriverContext } from '../driver.js';
import { bySampling, pollGroups, pollSilenceMs } from '../poll.js';
import { decodeRegisters } from './decode.js';
import { dataTypeOf, isBitTable, planRequests, widthOf, type ReadRequest } from './requests.js';

type Config = ModbusTcpConfig | ModbusRtuConfig;
/** The part of modbus-serial's client that is used. */
interface Client {
  readonly isOpen: boolean;
  setID(id: number): void;
  readHoldingRegisters(start: number, length: number): Promise<{ buffer: Buffer }>;
  readInputRegisters(start: number, length: number): Promise<{ buffer: Buffer }>;
  readCoils(start: number, length: number): Promise<{ data: boolean[] }>;
  readDiscreteInputs(start: number, length: number): Promise<{ data: boolean[] }>;
}

/** After so many requests in a row without any answer the connection is made anew. */
const GIVE_UP_AFTER = 3;
/** A device that does not answer is asked again after this, so that it does not hold up others on its bus, ms. */
const REST_MS = 30_000;
/** Exception 2 of the protocol: the device has no such register. */
const ILLEGAL_ADDRESS = 2;

/** Reads registers and coils over Modbus TCP, or RTU on a serial line. Asks one question at a time. */
export function createModbusDriver(config: Config): Driver {
  const timeoutMs = config.timeoutSeconds * 1_000;
  return {
    silenceMs: pollSilenceMs(config.channels, timeoutMs),
    async run(context) {
      // Loaded when it is needed: a kitchen without Modbus does not pay for it in memory.
      const library = await import('modbus-serial');
      const client = new library.default.default();
      // Without a listener an error of the connection would end the process.
      client.on('error', (error) => context.logger.debug({ err: error }, 'modbus connection error'));
      client.setTimeout(timeoutMs);
      try {
        // A request that is under way when the connection is closed never settles: the signal is waited for beside it.
        await Promise.race([
          connect(client, config).then(() => poll(client, config, context)),
          aborted(context.signal),
        ]);
      } finally {
        await closed(client, config);
      }
    },
  };
}

async function connect(
  client: {
    connectTCP(host: string, options: { port: number }): Promise<void>;
    connectRTUBuffered(path: string, options: object): Promise<void>;
  },
  config: Config,
): Promise<void> {
  if (config.type === 'modbus-tcp') return client.connectTCP(config.host, { port: config.port });
  const { path, baudRate, dataBits, parity, stopBits } = config;
  return client.connectRTUBuffered(path, { baudRate, dataBits, parity, stopBits });
}

/** A serial port is free again only when its closing has been confirmed; the next run would find it locked. */
async function closed(
  client: { readonly isOpen: boolean; close(done: () => void): void; destroy(done: () => void): void },
  config: Config,
): Promise<void> {
  if (config.type === 'modbus-tcp' || !client.isOpen) return client.destroy(() => undefined);
  await new Promise<void>((resolve) => client.close(() => resolve()));
}

async function poll(client: Client, config: Config, context: DriverContext): Promise<void> {
  let unanswered = 0;
  await pollGroups(
    context,
    bySampling(config.channels).map(({ everyMs, channels }) => {
      let requests = planRequests(channels, config).map((request) => ({
        request,
        restUntilMs: 0,
        failures: 0,
      }));
      return {
        everyMs,
        read: async () => {
          for (const state of [...requests]) {
            if (context.signal.aborted) return;
            if (context.clock.monotonicMs() < state.restUntilMs) continue;
            const { request } = state;
            try {
              await readOnce(client, request, context);
              unanswered = 0;
              state.failures = 0;
            } catch (error) {
              if (context.signal.aborted) return;
              const reason = reasonOf(error);
              if (isAnswer(error)) {
                unanswered = 0;
                if (error.modbusCode === ILLEGAL_ADDRESS && request.channels.length > 1) {
                  // One register that is not there must not cost its neighbours: from now on each by itself.
                  const apart = request.channels.map((channel) => ({
                    request: {
                      ...request,
                      start: channel.register,
                      length: widthOf(channel),
                      channels: [channel],
                    },
                    restUntilMs: 0,
                    failures: 0,
                  }));
                  requests = requests.flatMap((other) => (other === state ? apart : [other]));
                  continue;
                }
              } else {
                unanswered++;
                if (!client.isOpen || unanswered >= Math.max(GIVE_UP_AFTER, requests.length + 1))
                  throw new Error(reason);
                if (++state.failures >= GIVE_UP_AFTER)
                  state.restUntilMs = context.clock.monotonicMs() + REST_MS;
                // A late answer on a serial line would be taken for that to the next question.
                if (config.type === 'modbus-rtu') await wait(config.timeoutSeconds * 1_000);
              }
              for (const { name } of request.channels) context.trouble(reason, name);
            }
          }
        },
      };
    }),
  );
}

async function readOnce(client: Client, request: ReadRequest, context: DriverContext): Promise<void> {
  const { unitId, table, start, length, channels } = request;
  client.setID(unitId);
  // The middle of question and answer, as near as can be known.
  const askedMs = context.clock.monotonicMs();
  const middleMs = (): number => (askedMs + context.clock.monotonicMs()) / 2;
  if (isBitTable(table)) {
    const { data } = await (table === 'coil'
      ? client.readCoils(start, length)
      : client.readDiscreteInputs(start, length));
    const atMs = middleMs();
    for (const { name, register, factor, offset } of channels)
      context.report({ channel: name, value: Number(data[register - start]) * factor + offset, atMs });
    return;
  }
  const { buffer } = await (table === 'holding'
    ? client.readHoldingRegisters(start, length)
    : client.readInputRegisters(start, length));
  if (buffer.length !== length * 2)
    throw new Error(`unit ${unitId} answered ${buffer.length} bytes where ${length * 2} were asked for`);
  const atMs = middleMs();
  for (const channel of channels) {
    const from = (channel.register - start) * 2;
    const bytes = buffer.subarray(from, from + widthOf(channel) * 2);
    context.report({
      channel: channel.name,
      value: decodeRegisters(bytes, dataTypeOf(channel), channel),
      atMs,
    });
  }
}

/** The device answered, with an exception: it is there, and the line works. */
function isAnswer(error: unknown): error is { modbusCode: number } {
  return (
    typeof error === 'object' &&
    error !== null &&
    'modbusCode' in error &&
    typeof error.modbusCode === 'number'
  );
}

/** modbus-serial throws objects that are no Error, with a name and a message. */
function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string')
    return error.message || ('name' in error ? String(error.name) : 'no reason given');
  return String(error);
}
