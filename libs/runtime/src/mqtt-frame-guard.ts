/** An MQTT length has at most four bytes. */
const MAX_LENGTH_BYTES = 4;

/**
 * Follows the packet boundaries of an MQTT byte stream without keeping any of it, so that a packet is
 * refused when its size is announced: who reads it, aedes and MQTT.js alike, buffers packets whole and without a limit.
 */
export class MqttFrameGuard {
  private state: 'type' | 'length' | 'body' = 'type';
  private length = 0;
  private lengthBytes = 0;
  private bodyLeft = 0;

  /** @param limitBytes the largest remaining length allowed at this moment */
  constructor(private readonly limitBytes: () => number) {}

  /** False when a packet in these bytes announces more than is allowed, or an impossible length. */
  accept(bytes: Buffer): boolean {
    let at = 0;
    while (at < bytes.length) {
      if (this.state === 'body') {
        const step = Math.min(this.bodyLeft, bytes.length - at);
        this.bodyLeft -= step;
        at += step;
        if (this.bodyLeft === 0) this.state = 'type';
        continue;
      }
      const byte = bytes[at] as number;
      at += 1;
      if (this.state === 'type') {
        this.state = 'length';
        this.length = 0;
        this.lengthBytes = 0;
        continue;
      }
      this.length += (byte & 0x7f) * 128 ** this.lengthBytes;
      this.lengthBytes += 1;
      if (this.length > this.limitBytes()) return false;
      if ((byte & 0x80) !== 0) {
        if (this.lengthBytes === MAX_LENGTH_BYTES) return false;
        continue;
      }
      this.bodyLeft = this.length;
      this.state = this.length === 0 ? 'type' : 'body';
    }
    return true;
  }
}
