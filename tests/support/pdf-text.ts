import { inflateSync } from 'node:zlib';

/** The text of a PDF with embedded fonts, as pdfkit writes it: glyphs led back to characters by each font's own table. */
export function pdfText(bytes: Buffer): string {
  const objects = new Map<string, { head: string; stream: string | null }>();
  for (const [, id = '', body = ''] of bytes.toString('latin1').matchAll(/(\d+) 0 obj\n([^]*?)\nendobj/g)) {
    const at = body.indexOf('stream\n');
    const head = at < 0 ? body : body.slice(0, at);
    const raw = at < 0 ? null : Buffer.from(body.slice(at + 7, body.lastIndexOf('\nendstream')), 'latin1');
    const isDeflated = head.includes('/FlateDecode');
    objects.set(id, { head, stream: raw && (isDeflated ? inflateSync(raw) : raw).toString('latin1') });
  }
  const refOf = (head: string, name: string): string =>
    new RegExp(`/${name} (\\d+) 0 R`).exec(head)?.[1] ?? '';
  const fonts = new Map<string, string[]>();
  for (const { head } of objects.values())
    for (const [, name = '', id = ''] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const table = objects.get(refOf(objects.get(id)?.head ?? '', 'ToUnicode'))?.stream ?? '';
      fonts.set(
        name,
        [...table.matchAll(/\[([^\]]*)\]/g)].flatMap(([, list = '']) =>
          [...list.matchAll(/<([^>]*)>/g)].map(([, hex = '']) =>
            Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
          ),
        ),
      );
    }
  let text = '';
  for (const { head } of objects.values()) {
    const content = /\/Type \/Page\b/.test(head) ? objects.get(refOf(head, 'Contents'))?.stream : undefined;
    let font: string[] = [];
    for (const [, name, , shown] of content?.matchAll(/\/(F\d+) [\d.]+ Tf|(\[)([^\]]*)\] TJ/g) ?? []) {
      if (name !== undefined) font = fonts.get(name) ?? [];
      else
        for (const [, hex = ''] of shown?.matchAll(/<([^>]*)>/g) ?? [])
          for (const glyph of hex.match(/.{4}/g) ?? []) text += font[Number.parseInt(glyph, 16)] ?? '\uFFFD';
    }
  }
  return text;
}
