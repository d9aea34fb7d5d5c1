import type { MqttClient } from 'mqtt';

/**
 * Asks the broker for a sign of life every `everyMs`, and ends the connection when nothing at all came within half of that.
 * TCP keepalive cannot: behind a proxy whose far side has died, the kernel of the near side answers it for ever. MQTT.js
 * cannot where messages wait for their commit: it takes a broker that it does not listen to for one that says nothing.
 * @param listens whether what comes is read at this moment; while it is not, silence says nothing of the broker
 * @param onSilent before the connection is ended
 */
export function watchAnswers(
  client: MqttClient,
  { everyMs, listens, onSilent }: { everyMs: number; listens: () => boolean; onSilent: () => void },
): void {
  let heard = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const ask = (): void => {
    // One that is not full now becomes so by what comes, which is heard.
    const judges = listens();
    heard = false;
    // Asked also while nothing is read: some brokers leave a client that is silent for long.
    client.sendPing();
    timer = setTimeout(() => {
      // What came while this process was held up is read first.
      setImmediate(() => {
        if (closed) return;
        if (heard || !judges) return void (timer = setTimeout(ask, everyMs / 2));
        onSilent();
        client.stream.destroy();
      });
    }, everyMs / 2);
  };
  client.stream.on('data', () => {
    heard = true;
  });
  client.on('close', () => {
    closed = true;
    clearTimeout(timer);
  });
  timer = setTimeout(ask, everyMs / 2);
}
