import { randomUUID } from 'node:crypto';
import { connectMqtt, type Logger, type MqttLink } from '@bakeloop/runtime';
import { z } from 'zod';
import { BrokerUnreachable } from '../broker-unreachable.js';

const CONTROL = '$CONTROL/dynamic-security/v1';
/** With `log_dest topic` Mosquitto tells there who connects; nothing else of it says so. */
const LOG = '$SYS/broker/log/N';
/** The user name stands last: what comes before, the client id among it, is as a client wants it. */
const CONNECTED = /New client connected from .+ \(p\d+, c\d+, k\d+, u'([^']+)'\)\.$/;
/** The broker answers in milliseconds; hashing a password takes it one. */
const ANSWER_WITHIN_MS = 5_000;

const named = z.object({ rolename: z.string() });
/** Of what Mosquitto 2 answers what we read. */
const response = z.object({
  command: z.string(),
  error: z.string().optional(),
  correlationData: z.string().optional(),
  data: z
    .object({
      clients: z
        .array(
          z.object({
            username: z.string(),
            textname: z.string().optional(),
            textdescription: z.string().optional(),
            roles: z.array(named).default([]),
          }),
        )
        .optional(),
      roles: z
        .array(
          z.object({
            rolename: z.string(),
            acls: z.array(z.object({ acltype: z.string(), topic: z.string() })).default([]),
          }),
        )
        .optional(),
    })
    .optional(),
});
const responses = z.object({ responses: z.array(response) });
export type DynsecResponse = z.infer<typeof response>;
export type DynsecCommand = { command: string } & Readonly<Record<string, unknown>>;

/** Commands to Mosquitto's dynamic security, and what it says to them. */
export class DynsecConversation {
  private readonly link: MqttLink;
  private readonly waiting = new Map<string, (answers: DynsecResponse[]) => void>();

  constructor(o: {
    url: string;
    username: string;
    password: string;
    logger: Logger;
    onConnect: () => void; /** Somebody was let in, by their user name. */
    onEntered: (username: string) => void;
  }) {
    this.link = connectMqtt({
      url: o.url,
      username: o.username,
      password: o.password,
      clientId: `bakeloop-dynsec-${randomUUID()}`,
      subscriptions: [`${CONTROL}/response`, LOG],
      onConnect: o.onConnect,
      onMessage: (topic, payload) => {
        if (topic !== LOG) return this.hear(payload);
        const username = CONNECTED.exec(payload.toString('utf8'))?.[1];
        if (username !== undefined) o.onEntered(username);
      },
      maxRetryMs: 3_000,
      logger: o.logger,
    });
  }

  /**
   * @returns an answer to each command, in order; a command that failed says so in `error`
   * @throws BrokerUnreachable
   */
  async ask(commands: readonly DynsecCommand[]): Promise<DynsecResponse[]> {
    if (commands.length === 0) return [];
    // Every API hears every answer, so ours have a mark.
    const correlationData = randomUUID();
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<DynsecResponse[]>((resolve, reject) => {
      this.waiting.set(correlationData, resolve);
      timer = setTimeout(
        () =>
          reject(new BrokerUnreachable(`The broker did not answer within ${ANSWER_WITHIN_MS / 1_000} s.`)),
        ANSWER_WITHIN_MS,
      );
    });
    try {
      const body = JSON.stringify({ commands: commands.map((command) => ({ ...command, correlationData })) });
      await Promise.race([this.publish(body), answered]);
      return await answered;
    } finally {
      clearTimeout(timer);
      this.waiting.delete(correlationData);
    }
  }

  async close(): Promise<void> {
    await this.link.close();
  }

  private async publish(body: string): Promise<void> {
    await this.link.publish(CONTROL, body).catch((error: unknown) => {
      throw new BrokerUnreachable(`The broker cannot be told: ${(error as Error).message}.`, {
        cause: error,
      });
    });
  }

  private hear(payload: Buffer): void {
    const parsed = responses.safeParse(JSON.parse(payload.toString('utf8')));
    const mark = parsed.data?.responses[0]?.correlationData;
    if (parsed.success && mark !== undefined) this.waiting.get(mark)?.(parsed.data.responses);
  }
}
