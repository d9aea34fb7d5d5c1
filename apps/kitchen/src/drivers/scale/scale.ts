import { convertUnit } from '@bakeloop/contracts';
import { createLineCutter } from '@bakeloop/domain';
import { SerialPort } from 'serialport';
import type { ScaleConfig } from '../../config/driver-schemas.js';
import { aborted } from '../aborted.js';
import type { Driver, DriverContext } from '../driver.js';
import { weightReader } from './weight-line.js';

/** SICS "send the weight now, stable or not": "S" would wait for a stable one, for ever on a shaking table. */
const ASK = 'SI\r\n';
/** A scale that was asked so often without an answer is told as not answering. */
const UNANSWERED = 3;

/** Reads a scale on a serial line. Only stable weights are reported. One with a print key may be silent for days. */
export function createScaleDriver(config: ScaleConfig): Driver {
  return {
    async run(context) {
      const { path, baudRate, dataBits, parity, stopBits } = config;
      const port = new SerialPort({ path, baudRate, dataBits, parity, stopBits, autoOpen: false });
      let fail: (reason: Error) => void = () => undefined;
      const lost = new Promise<never>((_, reject) => {
        fail = reject;
        port.on('error', reject);
        port.on('close', () => reject(new Error(`${path} was closed: is the cable out?`)));
      });
      // Heard in the race below; a fault while closing is no news.
      lost.catch(() => undefined);
      let asking: NodeJS.Timeout | undefined;
      try {
        await opened(port);
        context.well();
        const unanswered = listen(port, config, context, fail);
        if (config.ask) {
          const ask = (): void => {
            if (unanswered.asked() > UNANSWERED)
              context.trouble(`does not answer: asked ${UNANSWERED} times`);
            port.write(ASK);
          };
          ask();
          asking = setInterval(ask, (config.channels[0]?.sampleSeconds ?? 1) * 1_000);
        }
        await Promise.race([lost, aborted(context.signal)]);
      } finally {
        clearInterval(asking);
        await closed(port);
      }
    },
  };
}

/** Hears what the scale says, until that cannot be read: then `fail` is told. @returns counts the questions since it last said something */
function listen(
  port: SerialPort,
  config: ScaleConfig,
  context: DriverContext,
  fail: (reason: Error) => void,
): { asked(): number } {
  const [channel] = config.channels;
  if (!channel) return { asked: () => 0 };
  const read = weightReader(config);
  let asked = 0;
  const cut = createLineCutter((line) => {
    const said = read(line);
    if (said.kind === 'other') return;
    asked = 0;
    if (said.kind === 'refused') return context.trouble(said.reason, channel.name);
    if (!said.stable) return context.well();
    const unit = said.unit ?? config.scaleUnit;
    const value = convertUnit(said.value, unit, channel.unit);
    if (value === null) context.trouble(`the scale weighs in "${unit}": set it to kg or g`, channel.name);
    else context.report({ channel: channel.name, value: Number(value.toPrecision(12)) });
  });
  const hear = (bytes: Buffer): void => {
    try {
      cut(bytes);
    } catch (error) {
      port.off('data', hear);
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  };
  port.on('data', hear);
  return { asked: () => ++asked };
}

function opened(port: SerialPort): Promise<void> {
  return new Promise((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
}

/** Only a port whose closing was confirmed can be opened again. */
function closed(port: SerialPort): Promise<void> {
  return new Promise((resolve) => {
    if (port.isOpen) port.close(() => resolve());
    else resolve();
  });
}
