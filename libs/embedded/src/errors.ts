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

/** The code of a Node system error (`EADDRINUSE`, `EACCES`, …), or undefined. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
