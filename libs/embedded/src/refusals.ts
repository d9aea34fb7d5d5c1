const MAX_CLIENTS_REMEMBERED = 1_000;

/** Counts what is refused and tells of each client once, so that a looping device does not fill the log. */
export class Refusals {
  count = 0;
  private readonly told = new Set<string>();

  constructor(private readonly onLog: ((line: string) => void) | undefined) {}

  note(clientId: string | null | undefined, reason: string, counted: boolean): void {
    if (counted) this.count += 1;
    const who = clientId ?? 'a client before its CONNECT';
    if (this.told.has(who) || this.told.size >= MAX_CLIENTS_REMEMBERED) return;
    this.told.add(who);
    this.onLog?.(`broker: ${who}: ${reason}`);
  }
}
