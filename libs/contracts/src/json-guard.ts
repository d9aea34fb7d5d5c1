/** Deepest nesting of a message, levels: the contract needs six; far deeper ones exhaust the stack of what reads them. */
const MAX_DEPTH = 32;

/**
 * What no part of the platform can store, whatever the schema says of it: text with NUL or half a surrogate pair (the
 * database refuses it), and nesting without end. Walks without recursion, so that no input can exhaust the stack.
 * @returns what to mend, or null
 */
export function unstorable(value: unknown): string | null {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 1 }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (typeof next.value === 'string' && badText(next.value)) return BAD_TEXT;
    if (typeof next.value !== 'object' || next.value === null) continue;
    if (next.depth > MAX_DEPTH) return `nested deeper than ${MAX_DEPTH} levels`;
    for (const [key, inner] of Object.entries(next.value)) {
      if (badText(key)) return BAD_TEXT;
      open.push({ value: inner, depth: next.depth + 1 });
    }
  }
  return null;
}

const BAD_TEXT = 'a text has a NUL character or half a surrogate pair';

function badText(text: string): boolean {
  return text.includes('\0') || /\p{Surrogate}/u.test(text);
}
