/** Names shown at most to somebody who mistyped one. */
const SHOWN = 3;

/** The names nearest to a mistyped one, best first: those that hold one of its words, or differ in few letters. */
export function nearNames(typed: string, names: readonly string[]): string[] {
  const wanted = typed.toLowerCase();
  const words = wanted.split(/[^a-z0-9]+/).filter((word) => word.length > 2);
  return names
    .map((name) => {
      const shared = words.filter((word) => name.includes(word)).length;
      const far = distance(wanted, name);
      return { name, shared, far };
    })
    .filter(({ shared, far, name }) => shared > 0 || far <= Math.max(2, name.length / 3))
    .sort(
      (left, right) =>
        right.shared - left.shared || left.far - right.far || (left.name < right.name ? -1 : 1),
    )
    .slice(0, SHOWN)
    .map(({ name }) => name);
}

/** Letters to insert, delete or change (Levenshtein). */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...left].entries()) {
    const next = [index + 1];
    for (let at = 0; at < right.length; at += 1)
      next.push(
        Math.min(
          (next[at] ?? 0) + 1,
          (row[at + 1] ?? 0) + 1,
          (row[at] ?? 0) + (right[at] === letter ? 0 : 1),
        ),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}
