import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { atEnd } from './cleanup.js';

export interface MailServer {
  /** `smtp://…` */
  url: string;
  /** What was taken, as it came. */
  mails: string[];
  /** Codes that the next mails are refused with, before any is taken. */
  answers: number[];
}

/** The plain text of a mail, as its reader sees it. */
export function mailText(mail: string): string {
  const [, head = '', body = ''] = /(content-type: text\/plain[^]*?)\r\n\r\n([^]*?)\r\n--/i.exec(mail) ?? [];
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString();
  if (!/quoted-printable/i.test(head)) return body;
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

/** A mail server of this machine, that takes what it gets. */
export async function mailServer(): Promise<MailServer> {
  const mails: string[] = [];
  const answers: number[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      let text = '';
      stream.on('data', (part: Buffer) => (text += part.toString()));
      stream.on('end', () => {
        const code = answers.shift();
        if (code === undefined) mails.push(text);
        done(code === undefined ? null : Object.assign(new Error('not now'), { responseCode: code }));
      });
    },
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  atEnd(() => new Promise((closed) => server.close(() => closed())));
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, mails, answers };
}
