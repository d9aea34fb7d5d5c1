/** When so many places at the front are empty, and most of all, the rest moves up. */
const SHRINK_FROM = 1_024;

/** A queue that is taken from at both ends in constant time: after a month without a line it holds 100,000 packs. */
export class Backlog<T> {
  private items: T[];
  private first = 0;

  constructor(items: readonly T[] = []) {
    this.items = [...items];
  }

  get length(): number {
    return this.items.length - this.first;
  }

  push(item: T): void {
    this.items.push(item);
  }

  takeOldest(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.items[this.first++];
    if (this.first >= SHRINK_FROM && this.first * 2 > this.items.length) {
      this.items = this.items.slice(this.first);
      this.first = 0;
    }
    return item;
  }

  takeNewest(): T | undefined {
    return this.length === 0 ? undefined : this.items.pop();
  }

  /** Takes out all that the test names, wherever they stand: a walk over everything. */
  takeWhere(wanted: (item: T) => boolean): T[] {
    const all = this.items.slice(this.first);
    const taken = all.filter(wanted);
    if (taken.length > 0) {
      this.items = all.filter((item) => !wanted(item));
      this.first = 0;
    }
    return taken;
  }
}
