/** Text inside of HTML, also of an attribute in double quotes. */
export const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** JSON that no HTML around it can be ended by. */
export const jsonInHtml = (data: unknown): string => JSON.stringify(data).replaceAll('<', '\\u003c');

/** A number with its unit, as `1,250 kg` or `−12 kg CO₂e`; no day, whose month is followed by a year. */
const FIGURE = /^[+−]?\d[\d.,]*(\s[^\d\s<]\S*)*$/;

/**
 * A table that on a phone becomes one block a row, each cell with the name of its column. Columns of figures stand with
 * their ends below each other.
 * @param label what it is of, for who hears the page
 * @param heads names of the columns, as text
 * @param rows cells as HTML
 */
export function htmlTable(
  label: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const classes = heads.map((_, index) =>
    rows.length > 0 && rows.every((cells) => FIGURE.test(cells[index] ?? '')) ? ' class="figure"' : '',
  );
  const head = heads
    .map((name, index) => `<th scope="col" role="columnheader"${classes[index]}>${escaped(name)}</th>`)
    .join('');
  const body = rows
    .map((cells) => {
      const inRow = cells.map(
        (cell, index) =>
          `<td role="cell"${classes[index]} data-head="${escaped(heads[index] ?? '')}">${cell}</td>`,
      );
      return `<tr role="row">${inRow.join('')}</tr>`;
    })
    .join('');
  // Drawn as blocks, a table is one to a screen reader only where it says so.
  return `<table role="table" aria-label="${escaped(label)}"><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">${body}</tbody></table>`;
}
