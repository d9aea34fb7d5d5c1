import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const SRC = fileURLToPath(new URL('..', import.meta.url));
/** What a glove cannot do: hold a pointer above something, or carry it away. */
const NOT_FOR_GLOVES =
  /:hover|\bon(?:Mouse|Drag|Drop|TouchMove|PointerMove|ContextMenu|DoubleClick)\w*|\bdraggable\b/g;

it('nothing on the phone asks for hovering or dragging', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' });
  const found = files
    .filter((file) => /\.(?:css|tsx)$/.test(file))
    .flatMap((file) =>
      [...readFileSync(join(SRC, file), 'utf8').matchAll(NOT_FOR_GLOVES)].map(([what]) => `${file}: ${what}`),
    );
  expect(files.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});
