interface Lane {
  reading: Promise<unknown>;
  /** Not begun: whoever asks now is answered by it. */
  next: Promise<unknown> | null;
}

/**
 * One reading for all who ask the same at the same time. Who asks while it is being read waits for the next reading, begun
 * when that one ends, so that no answer is older than its question; however many ask, the database reads one thing once at
 * a time.
 */
export class ReadTogether {
  private readonly lanes = new Map<string, Lane>();

  /**
   * @param key says all that the answer depends on: who shares it must be allowed to see the same
   * @returns what is shared, so nobody changes it; what one reading throws, all who wait for it are thrown
   */
  of<T>(key: string, read: () => Promise<T>): Promise<T> {
    const lane = this.lanes.get(key);
    if (lane === undefined) return this.begin(key, read);
    const begin = (): Promise<T> => this.begin(key, read);
    lane.next ??= lane.reading.then(begin, begin);
    return lane.next as Promise<T>;
  }

  private begin<T>(key: string, read: () => Promise<T>): Promise<T> {
    const reading = read();
    const lane: Lane = { reading, next: null };
    this.lanes.set(key, lane);
    const end = (): void => void (lane.next === null && this.lanes.delete(key));
    reading.then(end, end);
    return reading;
  }
}
