import { createTransport, type Transporter } from 'nodemailer';
import type { AlarmSettings } from '../alarms/alarm-settings.js';

/** A mail server has so long for each step, ms. */
const MAIL_WITHIN_MS = 15_000;
/** As much of an answer as a log keeps, characters. */
const MOST_ANSWER = 300;

export interface Mail {
  /** The same at each try, so that who gets it twice knows. */
  id: string;
  to: string;
  subject: string;
  text: string;
  attachments?: { filename: string; content: Buffer; contentType: string }[];
}

/** What became of a try. `final`: another would come to the same. */
export interface MailTry {
  sent: boolean;
  answer: string;
  final?: boolean;
}

/** The one way to the mail server, for alarms and reports; each mail is tried once, who calls tries again. */
export class Mailer {
  private transport: Transporter | undefined;

  constructor(private readonly settings: Pick<AlarmSettings, 'mail'>) {}

  /** Whether there is a mail server. */
  get isSet(): boolean {
    return this.settings.mail !== null;
  }

  /** Never throws: what went wrong is the answer. */
  async send({ id, ...mail }: Mail): Promise<MailTry> {
    const { mail: server } = this.settings;
    if (server === null) return { sent: false, answer: 'No mail server is set (SMTP_URL).', final: true };
    this.transport ??= createTransport({
      url: server.smtpUrl,
      connectionTimeout: MAIL_WITHIN_MS,
      greetingTimeout: MAIL_WITHIN_MS,
      socketTimeout: MAIL_WITHIN_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      const { response } = (await this.transport.sendMail({
        ...mail,
        from: server.from,
        messageId: `<${id}@bakeloop>`,
        headers: { 'auto-submitted': 'auto-generated' },
      })) as { response: string };
      return { sent: true, answer: response.slice(0, MOST_ANSWER) };
    } catch (error) {
      const { message, responseCode } = error as Error & { responseCode?: number };
      // A mail server that says 5xx has decided; one that says 4xx asks to be asked again.
      const final = responseCode !== undefined && responseCode >= 500;
      return { sent: false, answer: message.slice(0, MOST_ANSWER), final };
    }
  }

  close(): void {
    this.transport?.close();
  }
}
