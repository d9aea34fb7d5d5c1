import type { CallAnswer, CallInput } from '@bakeloop/ui';

/** The browser can make and use passkeys here: it knows them, and the page came by TLS or from this machine. */
export const hasPasskeys = (): boolean =>
  typeof PublicKeyCredential === 'function' &&
  typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function';

const IS_CANCELLED = ['NotAllowedError', 'AbortError'];

/** Has the device make a key. @throws Error in words for a person */
export async function createPasskey(options: CallAnswer<'offerPasskey'>): Promise<AddedResponse> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  return told(navigator.credentials.create({ publicKey })) as unknown as Promise<AddedResponse>;
}

/** Has the device sign with one of its keys. @throws Error in words for a person */
export async function signWithPasskey(options: CallAnswer<'askPasskey'>): Promise<SignedResponse> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  return told(navigator.credentials.get({ publicKey })) as unknown as Promise<SignedResponse>;
}

type AddedResponse = CallInput<'addPasskey'>['body']['response'];
type SignedResponse = CallInput<'passkeySignIn'>['body']['response'];

/** As JSON, or why there is none. */
async function told(asked: Promise<Credential | null>): Promise<unknown> {
  const credential = await asked.catch((error: unknown) => {
    const { name } = error as { name?: unknown };
    if (name === 'InvalidStateError') throw new Error('This device has a passkey for your account already.');
    if (IS_CANCELLED.includes(String(name)))
      throw new Error('It was cancelled, or took too long. Nothing has changed.');
    throw error;
  });
  return (credential as PublicKeyCredential).toJSON();
}
