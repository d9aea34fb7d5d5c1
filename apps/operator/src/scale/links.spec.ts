import { expect, it } from '@jest/globals';
import { readDevice, readPort, type Device, type Port } from './links.js';
import type { Shown } from './weighing.js';

it('a scale on a cable is asked, read in any pieces, and let go of when somebody leaves', async () => {
  const done: string[] = [];
  const heard: Shown[] = [];
  const leaving = new AbortController();
  const port: Port = {
    readable: new ReadableStream({
      start: (out) => {
        for (const piece of ['S S   1', '2.3', ' kg\r\nS S  ']) out.enqueue(new TextEncoder().encode(piece));
      },
    }),
    writable: new WritableStream({ write: (bytes) => void done.push(new TextDecoder().decode(bytes)) }),
    open: ({ baudRate }) => Promise.resolve(void done.push(`open ${baudRate}`)),
    close: () => Promise.resolve(void done.push('close')),
  };
  const reading = readPort(
    port,
    9_600,
    (shown) => {
      heard.push(shown);
      leaving.abort();
    },
    leaving.signal,
  );
  await reading;
  expect(heard).toEqual([{ kind: 'stable', grams: 12_300 }]);
  expect(done.at(0)).toBe('open 9600');
  expect(done.at(-1)).toBe('close');
});

/** A scale with one service, as the browser hands it to a page. */
function deviceWith(serviceId: number | string, value: Uint8Array) {
  const characteristic = Object.assign(new EventTarget(), {
    value: new DataView(value.buffer),
    startNotifications: () => {
      setTimeout(() => characteristic.dispatchEvent(new Event('characteristicvaluechanged')));
      return Promise.resolve(characteristic);
    },
  });
  const gatt = {
    connect: () =>
      Promise.resolve({
        getPrimaryService: (id: number | string) =>
          id === serviceId
            ? Promise.resolve({ getCharacteristic: () => Promise.resolve(characteristic) })
            : Promise.reject(new Error('none')),
      }),
    disconnect: () => undefined,
  };
  return Object.assign(new EventTarget(), { gatt }) satisfies Device;
}

it.each([
  [0x181d, Uint8Array.of(0, 0x24, 0x13)],
  [0xffe0, new TextEncoder().encode('ST,GS,+ 24.5 kg\r\n')],
])('a scale over Bluetooth is read by the service that it has: %s', async (service, value) => {
  const leaving = new AbortController();
  const heard: Shown[] = [];
  await readDevice(
    deviceWith(service, value),
    (shown) => {
      heard.push(shown);
      leaving.abort();
    },
    leaving.signal,
  );
  expect(heard).toEqual([{ kind: 'stable', grams: 24_500 }]);
});

it('what is no scale is said to be none', async () => {
  const device = deviceWith('battery', Uint8Array.of(1));
  await expect(readDevice(device, () => undefined, new AbortController().signal)).rejects.toThrow('no scale');
});
