/**
 * A row of an RFC 4180 table. A spreadsheet runs what begins with = + - or @ as a formula, and skips a tab or a line break
 * before it: such text gets a ' in front, which it does not run; so it does behind a `;`, where some countries' spreadsheets
 * begin a cell. An instant is RFC 3339, what is no text is JSON.
 */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : cellOf(textOf(cell)))).join(',')}\r\n`;
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

function cellOf(text: string): string {
  const inCells = text.replace(/(;[\s\0]*)(?=[=+\-@＝＋－＠])/g, "$1'");
  const safe = /^[\s\0]*[=+\-@＝＋－＠]/.test(text) || /^[\t\r\n]/.test(text) ? `'${inCells}` : inCells;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
