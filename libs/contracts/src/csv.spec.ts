import { describe, expect, it } from '@jest/globals';
import { csvLine } from './csv.js';

describe('a row as CSV', () => {
  it('quotes what holds commas, quotes and line breaks', () => {
    expect(csvLine(['a', 'b,c', 'd"e', 'f\ng', null])).toBe('a,"b,c","d""e","f\ng",\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@sum(a1)', ' =1', '\t=1', '\r=1', '\n@x', '＝1', '\tplain'])(
    'lets no spreadsheet run a cell: %j',
    (text) => {
      const cell = csvLine([text]).replace(/^"|"?\r\n$/g, '');
      expect(cell.startsWith("'")).toBe(true);
      expect(cell.slice(1)).toBe(text);
    },
  );

  it('lets none run behind a semicolon either, which parts cells in other countries', () => {
    expect(csvLine(["x;=cmd|' /C calc'!A0", 'a; -1;b', 'a;b=c'])).toBe(
      "x;'=cmd|' /C calc'!A0,a; '-1;b,a;b=c\r\n",
    );
  });

  it('leaves a number a number, also below nothing', () => {
    expect(csvLine([-12.5, 0, null])).toBe('-12.5,0,\r\n');
  });

  it('leaves other cells as they are, with instants as text and what is no text as JSON', () => {
    expect(csvLine(['session.opened', '10.0.0.1', 'a=b', 'x-y'])).toBe('session.opened,10.0.0.1,a=b,x-y\r\n');
    expect(csvLine([new Date(0), { role: 'lead' }])).toBe(
      '1970-01-01T00:00:00.000Z,"{""role"":""lead""}"\r\n',
    );
  });
});
