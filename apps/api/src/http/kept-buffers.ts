/** What is costly to make, by its key: each made once, whoever asks, and the longest unasked let go where bytes run out. */
export class KeptBuffers {
  private readonly kept = new Map<string, { made: Promise<Buffer>; bytes: number }>();
  private bytes = 0;

  constructor(private readonly mostBytes: number) {}

  async of(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
    const known = this.kept.get(key);
    const entry = known ?? { made: make(), bytes: 0 };
    // Last in order is what was asked for last.
    this.kept.delete(key);
    this.kept.set(key, entry);
    if (known) return known.made;
    try {
      const made = await entry.made;
      entry.bytes = made.length + key.length;
      this.bytes += entry.bytes;
      this.letGo();
      return made;
    } catch (error) {
      this.kept.delete(key);
      throw error;
    }
  }

  private letGo(): void {
    for (const [key, { bytes }] of this.kept) {
      if (this.bytes <= this.mostBytes) return;
      // What is still being made has no size yet, and somebody waits for it.
      if (bytes === 0) continue;
      this.kept.delete(key);
      this.bytes -= bytes;
    }
  }
}
