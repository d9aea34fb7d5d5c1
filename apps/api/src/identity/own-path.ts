/** Where somebody wants to go then, as an address or a form says it: nowhere but to a page of ours. */
export const ownPath = (next: unknown): string | null =>
  typeof next === 'string' && /^\/(?![/\\])[\x21-\x7e]{0,500}$/.test(next) ? next : null;
