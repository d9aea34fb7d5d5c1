/**
 * A table as RFC 4180 CSV. A spreadsheet runs what begins with = + - or @ as a formula, and skips a tab or a line break
 * before it: such a cell gets a ' in front, which makes it text.
 */
export function csvOf(rows: readonly (readonly (string | null)[])[]): string {
  return rows.map((row) => `${row.map((cell) => cellOf(cell ?? '')).join(',')}\r\n`).join('');
}

function cellOf(text: string): string {
  const safe = /^[\s\0]*[=+\-@＝＋－＠]/.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
