import { timingSafeEqual } from 'node:crypto';
import { mayPublish, maySubscribe } from '@bakeloop/contracts';
import { KitchenDoor } from '@bakeloop/identity';
import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { z } from 'zod';
import { Permits } from '../http/permission.js';
import { invalid, notFound, ProblemError } from '../http/problem-error.js';
import { ApiSettings } from '../settings.js';
import { DeviceSettings } from './device-settings.js';

/**
 * What EMQX 5 takes for an answer; anything but a 200 is none (`ignore`), and it refuses then, since nobody else is asked. No
 * `acl` is said, which EMQX 5.8 would keep for as long as the connection lasts, whatever is revoked; nobody is a superuser.
 */
interface Verdict {
  result: 'allow' | 'deny';
}
interface Entry extends Verdict {
  /** When EMQX 5.8 ends the connection, s since the epoch; before, it ends with what is refused next. */
  expire_at?: number;
}
const verdict = (isAllowed: boolean): Verdict => ({ result: isAllowed ? 'allow' : 'deny' });

/** Placeholders of EMQX are empty, or absent, where the client named nothing. */
const text = z.string().max(65_535).nullish();
const whoConnects = z.object({ username: text, password: text, clientid: text });
const whatTheyDo = z.object({
  username: text,
  action: z.enum(['publish', 'subscribe']),
  topic: z.string().max(65_535),
});

const CLIENT_IDS_OF_THE_PLATFORM = /^bakeloop-/;

/** Answers an EMQX that asks who may come in and what they may do, by the same rules as every broker of ours. */
@Controller('/broker/emqx')
export class EmqxController {
  constructor(
    private readonly door: KitchenDoor,
    private readonly settings: ApiSettings,
    private readonly devices: DeviceSettings,
  ) {}

  @Permits('public.see', { unlimited: true })
  @Post('auth')
  @HttpCode(200)
  async authenticate(
    @Headers('authorization') proof: string | undefined,
    @Body() body: unknown,
  ): Promise<Entry> {
    this.demandProof(proof);
    const { username, password, clientid } = parsed(whoConnects, body);
    if (this.isPlatform(username)) return verdict(isSame(password ?? '', this.settings.mqttPassword ?? ''));
    // Where kitchens come in, the client id is the user name. By a door where it is not, one would take the connection and the
    // session of another by naming its id, and nobody would find this one by its name to end it.
    if (clientid !== username || CLIENT_IDS_OF_THE_PLATFORM.test(clientid ?? '')) return verdict(false);
    const admission = await this.door.authenticate(username ?? undefined, password ?? undefined);
    if (admission === null) return verdict(false);
    const { expiresAt } = admission;
    // A second that is not over yet, since EMQX takes none that is.
    return expiresAt ? { result: 'allow', expire_at: Math.ceil(expiresAt.getTime() / 1_000) } : verdict(true);
  }

  @Permits('public.see', { unlimited: true })
  @Post('acl')
  @HttpCode(200)
  async authorize(
    @Headers('authorization') proof: string | undefined,
    @Body() body: unknown,
  ): Promise<Verdict> {
    this.demandProof(proof);
    const { username, action, topic } = parsed(whatTheyDo, body);
    if (!this.isPlatform(username)) return verdict(await this.door.may(username ?? '', action, topic));
    const isAllowed = action === 'publish' ? mayPublish : maySubscribe;
    return verdict(isAllowed({ kind: 'platform' }, topic));
  }

  private isPlatform(username: string | null | undefined): boolean {
    const { mqttUsername, mqttPassword } = this.settings;
    return Boolean(mqttUsername && mqttPassword) && username === mqttUsername;
  }

  private demandProof(proof: string | undefined): void {
    const { hookSecret } = this.devices;
    if (hookSecret === undefined) throw notFound('No broker asks here: BROKER_HOOK_SECRET is not set.');
    if (isSame(proof ?? '', `Bearer ${hookSecret}`)) return;
    throw new ProblemError({
      type: '/problems/no-proof',
      title: 'This door is for the broker',
      status: 401,
      detail: 'Send the header "Authorization: Bearer …" with what BROKER_HOOK_SECRET says.',
    });
  }
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw invalid(
    result.error.issues.map(({ path, message }) => ({
      path: ['body', ...path].map(String).join('.'),
      message,
    })),
    422,
  );
}
