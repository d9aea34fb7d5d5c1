/**
 * For Vite: leaves out of zod what writes JSON Schemas, which no page does: 6 kB of a first load that is counted. Whoever
 * calls it all the same is told.
 * @returns {{ name: string, enforce: 'pre', transform(code: string, id: string): string | null }}
 */
export function withoutJsonSchemas() {
  return {
    name: 'without-json-schemas',
    enforce: 'pre',
    transform(code, id) {
      if (!/zod[\\/]v4[\\/]core[\\/](json-schema-processors|to-json-schema)\.js$/.test(id)) return null;
      const absent = "() => { throw new Error('JSON Schemas are made by the API alone'); }";
      const names = [...code.matchAll(/^export (?:const|function) (\w+)/gm)];
      return names.map(([, name]) => `export const ${name} = ${absent};`).join('\n');
    },
  };
}
