export type EmbeddedErrorCode =
  'DATA_FOLDER_DAMAGED' | 'DATA_FOLDER_IN_USE' | 'DATA_FOLDER_NOT_WRITABLE' | 'PORT_IN_USE' | 'START_FAILED';

/** Why an embedded part did not start. The message tells a person what to do about it. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError';

  constructor(
    readonly code: EmbeddedErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** The code of a Node system error (`EADDRINUSE`, `EACCES`, …), or undefined. Takes errors of other realms too. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** What `error` says is its cause, or undefined. */
export function causeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
}

export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}
