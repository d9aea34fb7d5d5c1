import type { IPublishPacket, MqttClient, Packet } from 'mqtt';

type SendPacket = (packet: Packet, sent?: () => void, ...rest: unknown[]) => void;

/**
 * Lets many QoS 1 messages of one connection be handled at once, each PUBACK going out when its message is done, in the
 * order of arrival ([MQTT-4.6.0-2]). MQTT.js sends a PUBACK when a message is released, and takes the next only then; so
 * its own PUBACKs are held back here (its private `_sendPacket`, hence the pinned version and the test of P4), and
 * messages are released at once until `maxUnsettled` are under way. Beyond that nothing more is read from the socket.
 *
 * When `handle` fails, the connection is dropped: the broker delivers again what was not acknowledged.
 */
export function deferAcks(
  client: MqttClient,
  handle: (topic: string, payload: Buffer) => Promise<void>,
  maxUnsettled: number,
): void {
  const send: SendPacket = client['_sendPacket'].bind(client);
  const unsettled: { messageId: number; done: boolean }[] = [];
  let resume: (() => void) | undefined;
  let closed = false;

  const holdBack: SendPacket = (packet, sent, ...rest) => {
    if (packet.cmd === 'puback') sent?.();
    else send(packet, sent, ...rest);
  };
  client['_sendPacket'] = holdBack;
  client.on('close', () => {
    closed = true;
  });

  const acknowledge = (): void => {
    while (!closed && unsettled[0]?.done) {
      const { messageId } = unsettled[0];
      unsettled.shift();
      send({ cmd: 'puback', messageId, reasonCode: 0 });
    }
    if (resume && unsettled.length < maxUnsettled) {
      const release = resume;
      resume = undefined;
      release();
    }
  };

  client.handleMessage = (packet: IPublishPacket, release) => {
    const entry = { messageId: packet.messageId ?? 0, done: false };
    if (packet.qos > 0) unsettled.push(entry);
    handle(packet.topic, Buffer.from(packet.payload)).then(
      () => {
        entry.done = true;
        acknowledge();
      },
      () => client.end(true),
    );
    if (unsettled.length < maxUnsettled) release();
    else resume = release;
  };
}
