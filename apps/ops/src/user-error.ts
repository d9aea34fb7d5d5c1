/** Something the person at the terminal can mend; the message says how. Shown without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
