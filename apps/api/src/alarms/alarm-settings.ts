/** How alarms are evaluated and sent. A class, so that it can be injected. */
export class AlarmSettings {
  constructor(
    /** How often it is looked whether there is something new, s. */
    readonly everySeconds: number,
    /** The mail server, with what it asks for; null: no e-mail is sent. */
    readonly mail: { smtpUrl: string; from: string } | null,
    /** What the platform proves itself to push services with, base64url. */
    readonly pushKeys: { publicKey: string; privateKey: string },
    /** Who answers for what is pushed: `mailto:` or `https:`. */
    readonly pushSubject: string,
    /** Whether webhooks and push services of this very machine are asked. */
    readonly allowLoopback: boolean,
  ) {}
}
