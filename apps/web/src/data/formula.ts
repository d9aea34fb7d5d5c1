/**
 * Formulas of the method, read and computed in the page: the browser forbids `eval`, and a reader wants to see every step.
 * Arithmetic over names: `+ - * /`, parentheses, `min`, `max`, `floor`.
 */

const FUNCTIONS: Record<string, (...values: number[]) => number> = {
  min: Math.min,
  max: Math.max,
  floor: Math.floor,
};

type Operator = '+' | '-' | '*' | '/';
type Node =
  | { kind: 'number'; value: number }
  | { kind: 'name'; name: string }
  | { kind: 'minus'; of: Node }
  /** Operators of one rank in a row, computed from left to right. */
  | { kind: 'chain'; first: Node; rest: { operator: Operator; node: Node }[] }
  | { kind: 'call'; name: string; args: Node[] };

/**
 * @returns the formula with every name replaced by its number, then each step of computing it, the result last; null when
 *   the formula is not such arithmetic or a name has no value
 */
export function formulaSteps(
  formula: string,
  values: ReadonlyMap<string, number>,
  write: (value: number) => string,
): { steps: string[]; value: number } | null {
  const parsed = parse(formula);
  let node = parsed && filled(parsed, values);
  if (!node) return null;
  const steps = [text(node, write)];
  while (node.kind !== 'number') {
    node = reduced(node);
    steps.push(text(node, write));
  }
  return { steps: steps.filter((step, index) => step !== steps[index - 1]), value: node.value };
}

function parse(formula: string): Node | null {
  const tokens = formula.match(/[A-Za-z_][\w.]*|\d+(?:[._]\d+)*(?:e[+-]?\d+)?|\S/gi) ?? [];
  let at = 0;
  let sound = true;
  const take = (token: string): boolean => {
    if (tokens[at] !== token) return false;
    at += 1;
    return true;
  };
  const chain = (operators: Operator[], part: () => Node): Node => {
    const first = part();
    const rest: { operator: Operator; node: Node }[] = [];
    for (;;) {
      const operator = operators.find((each) => tokens[at] === each);
      if (operator === undefined) break;
      at += 1;
      rest.push({ operator, node: part() });
    }
    return rest.length === 0 ? first : { kind: 'chain', first, rest };
  };
  const sum = (): Node => chain(['+', '-'], product);
  const product = (): Node => chain(['*', '/'], unary);
  const unary = (): Node => (take('-') ? { kind: 'minus', of: unary() } : atom());
  const atom = (): Node => {
    if (take('(')) {
      const inner = sum();
      sound &&= take(')');
      return inner;
    }
    const token = tokens[at] ?? '';
    at += 1;
    if (/^\d/.test(token)) return { kind: 'number', value: Number(token.replace(/_/g, '')) };
    const name = token.replace(/^Math\./, '');
    if (!/^[A-Za-z_]\w*$/.test(name)) sound = false;
    if (!take('(')) return { kind: 'name', name };
    const args = [sum()];
    while (take(',')) args.push(sum());
    sound &&= take(')') && name in FUNCTIONS;
    return { kind: 'call', name, args };
  };
  const tree = sum();
  return sound && at === tokens.length ? tree : null;
}

function filled(node: Node, values: ReadonlyMap<string, number>): Node | null {
  switch (node.kind) {
    case 'number':
      return node;
    case 'name': {
      const value = values.get(node.name);
      return value === undefined ? null : { kind: 'number', value };
    }
    case 'minus': {
      const of = filled(node.of, values);
      return of && { kind: 'minus', of };
    }
    case 'call': {
      const args = node.args.map((each) => filled(each, values));
      return args.includes(null) ? null : { ...node, args: args.filter((each) => each !== null) };
    }
    case 'chain': {
      const first = filled(node.first, values);
      const rest = node.rest.flatMap(({ operator, node: each }) => {
        const part = filled(each, values);
        return part ? [{ operator, node: part }] : [];
      });
      return first && rest.length === node.rest.length ? { kind: 'chain', first, rest } : null;
    }
  }
}

const valueOf = (node: Node): number | null => (node.kind === 'number' ? node.value : null);

/** Everything that stands on numbers alone becomes a number: one step, all over the formula. */
function reduced(node: Node): Node {
  switch (node.kind) {
    case 'number':
    case 'name':
      return node;
    case 'minus': {
      const value = valueOf(node.of);
      return value === null ? { kind: 'minus', of: reduced(node.of) } : { kind: 'number', value: -value };
    }
    case 'call': {
      const values = node.args.map(valueOf);
      const known = values.filter((value) => value !== null);
      if (known.length < values.length) return { ...node, args: node.args.map(reduced) };
      return { kind: 'number', value: FUNCTIONS[node.name]?.(...known) ?? Number.NaN };
    }
    case 'chain': {
      const start = valueOf(node.first);
      if (start === null || node.rest.some((part) => valueOf(part.node) === null))
        return {
          kind: 'chain',
          first: reduced(node.first),
          rest: node.rest.map((part) => ({ operator: part.operator, node: reduced(part.node) })),
        };
      const value = node.rest.reduce(
        (left, part) => apply(left, part.operator, valueOf(part.node) ?? 0),
        start,
      );
      return { kind: 'number', value };
    }
  }
}

function apply(left: number, operator: Operator, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
  }
}

const SIGNS: Record<Operator, string> = { '+': '+', '-': '−', '*': '×', '/': '/' };

function text(node: Node, write: (value: number) => string): string {
  switch (node.kind) {
    case 'number':
      return write(node.value);
    case 'name':
      return node.name;
    case 'minus':
      return `−${wrapped(node.of, 'factor', write)}`;
    case 'call':
      return `${node.name}(${node.args.map((each) => text(each, write)).join('; ')})`;
    case 'chain': {
      const factors = isProduct(node);
      return [
        wrapped(node.first, factors ? 'first-factor' : 'first-addend', write),
        ...node.rest.map(
          (part) => `${SIGNS[part.operator]} ${wrapped(part.node, factors ? 'factor' : 'addend', write)}`,
        ),
      ].join(' ');
    }
  }
}

type Place = 'first-addend' | 'addend' | 'first-factor' | 'factor';

const isProduct = (node: Node): boolean =>
  node.kind === 'chain' && node.rest.some(({ operator }) => operator === '*' || operator === '/');

/** In brackets where the operator beside it would bind closer, and where a minus would follow another sign. */
function wrapped(node: Node, place: Place, write: (value: number) => string): string {
  const inner = text(node, write);
  if (node.kind === 'number') return node.value < 0 && place !== 'first-addend' ? `(${inner})` : inner;
  if (node.kind !== 'chain' || place === 'first-addend') return inner;
  return isProduct(node) && place !== 'factor' ? inner : `(${inner})`;
}
