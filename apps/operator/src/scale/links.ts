import { asciiScale, bluetoothWeight, type Shown } from './weighing.js';

/** Ways to a scale; what the browser lacks is not offered. */
export type Way = 'cable' | 'bluetooth';

/** What is used of Web Serial, which no type library of the browser has yet. */
export interface Port {
  readonly readable: ReadableStream<Uint8Array> | null;
  readonly writable: WritableStream<Uint8Array> | null;
  open(options: { baudRate: number }): Promise<void>;
  close(): Promise<void>;
}
interface Characteristic extends EventTarget {
  readonly value?: DataView;
  startNotifications(): Promise<Characteristic>;
}
interface Service {
  getCharacteristic(id: number | string): Promise<Characteristic>;
}
/** What is used of Web Bluetooth. */
export interface Device extends EventTarget {
  readonly gatt?: {
    connect(): Promise<{ getPrimaryService(id: number | string): Promise<Service> }>;
    disconnect(): void;
  };
}
const wide = (): {
  serial?: { requestPort(): Promise<Port> };
  bluetooth?: {
    requestDevice(asked: { filters: { services: (number | string)[] }[] }): Promise<Device>;
  };
} => navigator as object;

export const waysToScale = (): Way[] => [
  ...('serial' in navigator ? (['cable'] as const) : []),
  ...('bluetooth' in navigator ? (['bluetooth'] as const) : []),
];

/** SICS "send the weight now"; indicators that send by themselves do not mind being asked. */
const ASK = new TextEncoder().encode('SI\r\n');
const ASK_MS = 500;

/**
 * Reads a scale at a serial port until `leaving`, or until the cable is out.
 * @throws Error where the port cannot be opened, or breaks
 */
export async function readPort(
  port: Port,
  baudRate: number,
  tell: (shown: Shown) => void,
  leaving: AbortSignal,
): Promise<void> {
  await port.open({ baudRate });
  const reader = port.readable?.getReader();
  const writer = port.writable?.getWriter();
  const ask = setInterval(() => void writer?.write(ASK).catch(() => undefined), ASK_MS);
  const stop = () => void reader?.cancel().catch(() => undefined);
  leaving.addEventListener('abort', stop);
  try {
    const hear = asciiScale(tell);
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) hear(read.value);
  } finally {
    clearInterval(ask);
    leaving.removeEventListener('abort', stop);
    reader?.releaseLock();
    writer?.releaseLock();
    await port.close().catch(() => undefined);
  }
}

/** Service, characteristic, and whether it sends lines of ASCII: the standard's scale, Nordic's serial line, and HM-10's. */
const SERVICES = [
  [0x181d, 0x2a9d, false],
  ['6e400001-b5a3-f393-e0a9-e50e24dcca9e', '6e400003-b5a3-f393-e0a9-e50e24dcca9e', true],
  [0xffe0, 0xffe1, true],
] as const;

/**
 * Reads a scale over Bluetooth until `leaving`, or until it is out of reach.
 * @throws Error where it has none of the services known here
 */
export async function readDevice(
  device: Device,
  tell: (shown: Shown) => void,
  leaving: AbortSignal,
): Promise<void> {
  const server = await device.gatt?.connect();
  if (!server) throw new Error('no GATT');
  for (const [serviceId, characteristicId, isAscii] of SERVICES) {
    const service = await server.getPrimaryService(serviceId).catch(() => null);
    if (!service) continue;
    const characteristic = await service.getCharacteristic(characteristicId);
    const ascii = asciiScale(tell);
    characteristic.addEventListener('characteristicvaluechanged', () => {
      const { value } = characteristic;
      if (!value) return;
      if (isAscii) ascii(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      else tell(bluetoothWeight(value));
    });
    await characteristic.startNotifications();
    await new Promise<void>((done) => {
      device.addEventListener('gattserverdisconnected', () => done(), { once: true });
      leaving.addEventListener('abort', () => done(), { once: true });
    });
    device.gatt?.disconnect();
    return;
  }
  device.gatt?.disconnect();
  throw new Error('no scale service');
}

/** How the phone stands with its scale. */
export type Link =
  | { kind: 'none' }
  | { kind: 'connecting'; way: Way }
  | { kind: 'connected'; way: Way; shown: Shown | null; sinceMs: number }
  /** The cable is out, the scale is off or out of reach, or it is none. */
  | { kind: 'lost'; way: Way };

let link: Link = { kind: 'none' };
let leaving: AbortController | null = null;
const listeners = new Set<() => void>();
export function subscribeToLink(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
export const linkNow = (): Link => link;
function become(next: Link): void {
  link = next;
  for (const listener of listeners) listener();
}

export function disconnect(): void {
  leaving?.abort();
  leaving = null;
  become({ kind: 'none' });
}

/** Asks the person which scale, then reads it until it is gone; one scale at a time. @param baudRate of a cable */
export async function connect(way: Way, baudRate: number): Promise<void> {
  disconnect();
  const mine = new AbortController();
  leaving = mine;
  const sinceMs = Date.now();
  const tell = (shown: Shown) => {
    if (leaving === mine) become({ kind: 'connected', way, shown, sinceMs });
  };
  become({ kind: 'connecting', way });
  try {
    const { serial, bluetooth } = wide();
    const filters = SERVICES.map(([service]) => ({ services: [service] }));
    const port = way === 'cable' ? await serial?.requestPort() : undefined;
    const device = way === 'bluetooth' ? await bluetooth?.requestDevice({ filters }) : undefined;
    if (leaving !== mine) return;
    become({ kind: 'connected', way, shown: null, sinceMs });
    if (port) await readPort(port, baudRate, tell, mine.signal);
    if (device) await readDevice(device, tell, mine.signal);
    if (leaving === mine) become({ kind: 'lost', way });
  } catch (error) {
    // Whoever closes the browser's own list of scales has chosen none.
    const isNone = error instanceof DOMException && error.name === 'NotFoundError';
    if (leaving === mine) become(isNone ? { kind: 'none' } : { kind: 'lost', way });
  }
}
