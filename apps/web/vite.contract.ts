import { parseSync, Visitor, type ESTree, type Plugin } from 'vite';

const CONTRACT = /[\\/]contracts[\\/]src[\\/][\w-]+\.ts$/;

/**
 * What a route or a field is for is said in the API's documents, and what is sent is checked by the API: of a route a page
 * reads where it is and what it answers. Of the public home every byte counts.
 */
const ASKED = new Set(['summary', 'params', 'query', 'body']);
export const withoutTheAsking: Plugin = {
  name: 'without-the-asking',
  enforce: 'pre',
  transform(code, id) {
    if (!CONTRACT.test(id)) return undefined;
    const cuts: { from: number; to: number }[] = [];
    new Visitor({
      // `schema.describe(…)` takes what the schema takes.
      CallExpression({ callee, end }) {
        if (
          callee.type === 'MemberExpression' &&
          'name' in callee.property &&
          callee.property.name === 'describe'
        )
          cuts.push({ from: callee.object.end, to: end });
      },
      ObjectExpression({ properties }) {
        const has = (name: string) =>
          properties.some(
            (one) => one.type === 'Property' && one.key.type === 'Identifier' && one.key.name === name,
          );
        if (!has('answer') || !has('path')) return;
        properties.forEach((part, index) => {
          if (part.type !== 'Property' || part.key.type !== 'Identifier' || !ASKED.has(part.key.name)) return;
          cuts.push({ from: part.start, to: properties[index + 1]?.start ?? part.end });
        });
      },
    }).visit(parseSync(id, code).program);
    const outer = cuts.filter((one) => !cuts.some(({ from, to }) => from < one.from && one.to <= to));
    return outer
      .toSorted((left, right) => right.from - left.from)
      .reduce((text, { from, to }) => text.slice(0, from) + text.slice(to), code);
  },
};

/** Of a schema, these make another; on something else they are none of ours, which is said when it is first read. */
const MAKES = new Set([
  'array',
  'default',
  'extend',
  'gt',
  'int',
  'max',
  'min',
  'nonnegative',
  'nullable',
  'omit',
  'optional',
  'partial',
  'pick',
  'positive',
  'readonly',
  'refine',
  'superRefine',
  'transform',
]);
/** Functions of the contract that make a schema. */
const MAKERS = new Set(['page', 'plainText', 'words']);

/** Whether a call is one of `z` or of our own makers, or makes a schema of another. */
function isSchema({ callee }: ESTree.CallExpression): boolean {
  if (callee.type === 'Identifier') return MAKERS.has(callee.name);
  if (callee.type !== 'MemberExpression' || !('name' in callee.property)) return false;
  let of: ESTree.Expression = callee.object;
  if (of.type === 'CallExpression' && isSchema(of)) return true;
  while (of.type === 'MemberExpression') of = of.object;
  if (of.type === 'Identifier' && of.name === 'z') return true;
  return MAKES.has(callee.property.name) && !(of.type === 'Identifier' && of.name === 'Math');
}

const HELPER = '\0when-used';
/** Stands for a schema, and makes it when something of it is read: which is all that zod does with a schema in another. */
const WHEN_USED = `export function whenUsed(make) {
  let made;
  const schema = () => {
    made ??= make();
    if (made?._zod === undefined) throw new Error('made when it is used, and no schema: ' + String(make));
    return made;
  };
  return new Proxy({}, { get: (_, name) => Reflect.get(schema(), name), has: (_, name) => name in schema() });
}`;

/**
 * Makes a schema of the contract when it is first read. A page checks a handful of the hundreds of them, and making them
 * all took more than half of the time that its first file takes to run. No page may go through a schema as an object
 * (spread it, list its keys): it would find nothing.
 */
export const schemasWhenUsed: Plugin = {
  name: 'schemas-when-used',
  enforce: 'pre',
  resolveId: (id) => (id === 'when-used' ? HELPER : undefined),
  load: (id) => (id === HELPER ? { code: WHEN_USED, moduleSideEffects: false } : undefined),
  transform(code, id) {
    if (!CONTRACT.test(id) || !code.includes("from 'zod'")) return undefined;
    const puts: { at: number; put: string }[] = [];
    // What is in a function, or in a schema, is made with it.
    let depth = 0;
    const deeper = (): void => void (depth += 1);
    const higher = (): void => void (depth -= 1);
    new Visitor({
      ArrowFunctionExpression: deeper,
      'ArrowFunctionExpression:exit': higher,
      FunctionDeclaration: deeper,
      'FunctionDeclaration:exit': higher,
      FunctionExpression: deeper,
      'FunctionExpression:exit': higher,
      CallExpression(call) {
        if (!isSchema(call)) return;
        if (depth === 0)
          puts.push({ at: call.start, put: '/*@__PURE__*/ whenUsed(() => ' }, { at: call.end, put: ')' });
        deeper();
      },
      'CallExpression:exit'(call) {
        if (isSchema(call)) higher();
      },
    }).visit(parseSync(id, code).program);
    const made = puts
      .toReversed()
      .reduce((text, { at, put }) => text.slice(0, at) + put + text.slice(at), code);
    return `import { whenUsed } from 'when-used';\n${made}`;
  },
};
