/** Why something was not done, for whoever asked; each is answered with a sentence of its own. */
export type IdentityFault =
  | 'wrong-credentials'
  | 'code-needed'
  | 'wrong-code'
  | 'passkey-needed'
  | 'not-proved'
  | 'weak-password'
  | 'link-over'
  | 'missing'
  | 'beyond-rights'
  | 'unfit-role'
  | 'last-admin'
  | 'last-way-in'
  | 'name-taken'
  | 'away';

export class IdentityError extends Error {
  override readonly name = 'IdentityError';

  constructor(
    readonly fault: IdentityFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
