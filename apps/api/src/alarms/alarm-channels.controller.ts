import type { AlarmChannelView, AlarmLanguage, DeliveryView, MakeAlarmChannel } from '@bakeloop/contracts';
import {
  AlarmChannelRepository,
  AuditRepository,
  DeliveryRepository,
  type AlarmChannelRow,
  type NewTarget,
} from '@bakeloop/db';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Asks, type Asking } from '../http/authentication.js';
import { decodeCursor, pageOf, timeAndId } from '../http/cursor.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { invalid, notFound, ProblemError } from '../http/problem-error.js';
import { columnsOf, everyPage, sendTable } from '../http/send-table.js';
import { RateLimits } from '../http/rate-limits.js';
import { personOf } from '../identity/person-of.js';
import { AlarmSettings } from './alarm-settings.js';
import { AlarmWatch } from './alarm-watch.js';
import { checkAddress, RefusedAddress } from './ways/outgoing.js';
import { mintSecret } from './ways/signature.js';

/** More ways to one person are a slip, and each costs a message an alarm. */
const MOST_CHANNELS = 20;
const DELIVERY_COLUMNS = columnsOf<DeliveryView>(
  'id',
  'channelId',
  'channelName',
  'alarmId',
  'say',
  'state',
  'tries',
  'nextAt',
  'answer',
  'createdAt',
  'doneAt',
);

/** Where somebody is told of alarms: their own, which nobody else sees. */
@Controller()
export class AlarmChannelsController {
  constructor(
    private readonly channels: AlarmChannelRepository,
    private readonly sent: DeliveryRepository,
    private readonly alarms: AlarmSettings,
    private readonly watch: AlarmWatch,
    private readonly audit: AuditRepository,
    private readonly limits: RateLimits,
  ) {}

  @Endpoint('alarmWays')
  ways(): AnswerOf<'alarmWays'> {
    return { email: this.alarms.mail !== null, pushKey: this.alarms.pushKeys.publicKey };
  }

  @Endpoint('alarmChannels')
  async list(@Asks() { principal }: Asking): Promise<AnswerOf<'alarmChannels'>> {
    return { items: (await this.channels.of(personOf(principal))).map(viewOf) };
  }

  @Endpoint('makeAlarmChannel')
  async make(
    @Input('makeAlarmChannel') { body }: RequestOf<'makeAlarmChannel'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'makeAlarmChannel'>> {
    const personId = personOf(principal);
    if ((await this.channels.of(personId)).length >= MOST_CHANNELS)
      throw new ProblemError({
        type: '/problems/too-many-channels',
        title: 'Too many channels',
        status: 409,
        detail: `At most ${MOST_CHANNELS} channels of one person: remove one first.`,
      });
    const target = this.targetOf(body);
    const { name, language, wish } = body;
    const id = await this.channels.add({ personId, name, language, wish, ...target });
    await this.audit.note(actor, {
      action: 'alarm-channel.made',
      subject: `alarm-channel:${id}`,
      after: { kind: body.kind },
    });
    const made = (await this.channels.of(personId)).find((one) => one.id === id);
    if (!made) throw notFound('The channel was removed meanwhile.');
    return { ...viewOf(made), secret: target.kind === 'webhook' ? target.target.secret : null };
  }

  @Endpoint('changeAlarmChannel')
  async change(
    @Input('changeAlarmChannel') { params, body }: RequestOf<'changeAlarmChannel'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'changeAlarmChannel'>> {
    const { channelId } = params;
    if (!(await this.channels.change(channelId, personOf(principal), body))) throw noSuchChannel(channelId);
    await this.audit.note(actor, {
      action: 'alarm-channel.changed',
      subject: `alarm-channel:${channelId}`,
      after: { language: body.language, wish: body.wish },
    });
    return { done: true };
  }

  @Endpoint('removeAlarmChannel')
  async remove(
    @Input('removeAlarmChannel') { params }: RequestOf<'removeAlarmChannel'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'removeAlarmChannel'>> {
    const { channelId } = params;
    if (!(await this.channels.remove(channelId, personOf(principal)))) throw noSuchChannel(channelId);
    await this.audit.note(actor, { action: 'alarm-channel.removed', subject: `alarm-channel:${channelId}` });
    return { done: true };
  }

  @Endpoint('testAlarmChannel')
  async test(
    @Input('testAlarmChannel') { params }: RequestOf<'testAlarmChannel'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'testAlarmChannel'>> {
    const { channelId } = params;
    const personId = personOf(principal);
    const own = await this.channels.of(personId);
    if (!own.some(({ id }) => id === channelId)) throw noSuchChannel(channelId);
    await this.limits.alarmTest(personId);
    await this.sent.queueTest(channelId);
    // What becomes of it stands in the log; who waits for it should not wait for the next look.
    void this.watch.send();
    return { done: true };
  }

  @Endpoint('deliveries')
  async log(
    @Input('deliveries') { query }: RequestOf<'deliveries'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'deliveries'>> {
    const after = decodeCursor(timeAndId, query.cursor);
    const rows = await this.sent.log(personOf(principal), {
      after: after && { createdAt: after[0], id: after[1] },
      limit: query.limit + 1,
    });
    return pageOf(
      rows,
      query.limit,
      ({ message, exactly: _, createdAt, doneAt, nextAt, state, ...row }) => ({
        ...row,
        state,
        say: message.say,
        nextAt: state === 'waiting' ? nextAt.toISOString() : null,
        createdAt: createdAt.toISOString(),
        doneAt: doneAt?.toISOString() ?? null,
      }),
      ({ exactly, id }) => [exactly, id],
    );
  }

  @Endpoint('deliveriesTable')
  async table(
    @Input('deliveriesTable') request: RequestOf<'deliveriesTable'>,
    @Asks() asking: Asking,
    @Res() response: Response,
  ): Promise<void> {
    const rows = await everyPage((page) => this.log({ ...request, query: page }, asking));
    await sendTable(response, 'bakeloop-deliveries', DELIVERY_COLUMNS, rows);
  }

  private targetOf(body: MakeAlarmChannel): NewTarget {
    if (body.kind === 'email') {
      if (this.alarms.mail === null)
        throw invalid([{ path: 'body.kind', message: 'no mail server is set here (SMTP_URL)' }], 422);
      return { kind: body.kind, target: null };
    }
    const address = body.kind === 'push' ? body.target.endpoint : body.target.url;
    try {
      checkAddress(address, this.alarms.allowLoopback);
    } catch (error) {
      if (!(error instanceof RefusedAddress)) throw error;
      throw invalid(
        [{ path: `body.target.${body.kind === 'push' ? 'endpoint' : 'url'}`, message: error.message }],
        422,
      );
    }
    if (body.kind === 'push') return { kind: body.kind, target: body.target };
    return { kind: body.kind, target: { url: body.target.url, secret: mintSecret() } };
  }
}

const noSuchChannel = (id: string): ProblemError =>
  notFound(`You have no channel ${id}. GET /api/v1/account/alarm-channels lists yours.`);

function viewOf(row: AlarmChannelRow): AlarmChannelView {
  const { id, kind, name, language, wish, createdAt, goneAt } = row;
  const leadsTo =
    row.kind === 'email'
      ? row.target.address
      : row.kind === 'webhook'
        ? row.target.url
        : new URL(row.target.endpoint).host;
  return {
    id,
    kind,
    name,
    language: language as AlarmLanguage,
    wish: {
      ...wish,
      kinds: wish.kinds && [...wish.kinds],
      kitchenIds: wish.kitchenIds && [...wish.kitchenIds],
    },
    leadsTo,
    createdAt: createdAt.toISOString(),
    goneAt: goneAt?.toISOString() ?? null,
  };
}
