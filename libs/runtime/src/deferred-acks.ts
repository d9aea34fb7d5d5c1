import type { IPublishPacket, MqttClient, Packet } from 'mqtt';

/** How much may be taken from the broker and not yet be settled; a single message may exceed the bytes. */
export interface Unsettled {
  messages: number;
  bytes: number;
}

type SendPacket = (packet: Packet, sent?: () => void, ...rest: unknown[]) => void;

/**
 * Lets many messages of one connection be handled at once, each QoS 1 PUBACK going out when its message is done, in the
 * order of arrival ([MQTT-4.6.0-2]). MQTT.js sends a PUBACK when a message is released, and takes the next only then; so
 * its own PUBACKs are held back here (its private `_sendPacket`, hence the pinned version and the test of P4), and
 * messages are released at once until `limit` is under way. Beyond that nothing more is read from the socket.
 * QoS 0 messages cost memory too: they count and keep their place, only without a PUBACK. A message counts as many bytes
 * as its payload, or as `handle` says of it before it first waits.
 *
 * When `handle` fails, the connection is dropped: the broker delivers again what was not acknowledged.
 * @returns says whether there is room for more, and so whether anything is read from the socket
 */
export function deferAcks(
  client: MqttClient,
  handle: (packet: IPublishPacket, weighs: (bytes: number) => void) => Promise<void>,
  limit: Unsettled,
): () => boolean {
  const send: SendPacket = client['_sendPacket'].bind(client);
  /** In the order of arrival; `messageId` null for QoS 0. */
  const unsettled: { messageId: number | null; bytes: number; done: boolean }[] = [];
  let first = 0;
  let bytes = 0;
  let resume: (() => void) | undefined;
  let closed = false;
  let scheduled = false;

  const holdBack: SendPacket = (packet, sent, ...rest) => {
    if (packet.cmd === 'puback') sent?.();
    else send(packet, sent, ...rest);
  };
  client['_sendPacket'] = holdBack;
  client.on('close', () => {
    closed = true;
  });

  const hasRoom = (): boolean => unsettled.length - first < limit.messages && bytes < limit.bytes;

  const acknowledge = (): void => {
    scheduled = false;
    if (closed) return;
    const settledIds: number[] = [];
    for (let next = unsettled[first]; next?.done; next = unsettled[++first]) {
      bytes -= next.bytes;
      if (next.messageId !== null) settledIds.push(next.messageId);
    }
    if (settledIds.length > 0) client.stream.write(pubacks(settledIds));
    // Taken from the front one by one, a long queue would be moved as often.
    if (first > limit.messages) {
      unsettled.splice(0, first);
      first = 0;
    }
    if (resume && hasRoom()) {
      const release = resume;
      resume = undefined;
      release();
    }
  };

  client.handleMessage = (packet: IPublishPacket, release) => {
    const entry = {
      messageId: packet.qos > 0 ? (packet.messageId ?? 0) : null,
      bytes: packet.payload.length,
      done: false,
    };
    unsettled.push(entry);
    const weighs = (weight: number): void => {
      if (entry.done) return;
      bytes += weight - entry.bytes;
      entry.bytes = weight;
    };
    bytes += entry.bytes;
    handle(packet, weighs).then(
      () => {
        entry.done = true;
        // The messages of one commit are done in one go: acknowledged in one go too.
        if (scheduled) return;
        scheduled = true;
        setImmediate(acknowledge);
      },
      () => client.end(true),
    );
    if (hasRoom()) release();
    else resume = release;
  };
  return () => resume === undefined;
}

/** PUBACK packets in one piece: of success, in the short form that MQTT 3.1.1 and 5 share ([MQTT-3.4.2-1]). */
function pubacks(messageIds: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(messageIds.length * 4);
  messageIds.forEach((id, index) => {
    bytes.writeUInt16BE(0x4002, index * 4);
    bytes.writeUInt16BE(id, index * 4 + 2);
  });
  return bytes;
}
