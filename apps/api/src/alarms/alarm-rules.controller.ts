import type { PlacedRuleView } from '@bakeloop/contracts';
import {
  AlarmRuleRepository,
  ChannelRepository,
  KitchenRepository,
  writeAudit,
  type AlarmRuleRow,
} from '@bakeloop/db';
import { isNamed, machineOf } from '@bakeloop/domain';
import { within, type Principal } from '@bakeloop/identity';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Asks, type Asking } from '../http/authentication.js';
import { Endpoint, Input, type AnswerOf, type RequestOf } from '../http/endpoint.js';
import { idsWithin } from '../http/permission.js';
import { ProblemError, notFound } from '../http/problem-error.js';
import { columnsOf, sendTable, type Columns } from '../http/send-table.js';
import { noSuchKitchen } from '../kitchens/no-such-kitchen.js';
import { AlarmDatabase } from './alarm-watch.js';

/** What rules of every kind have. */
const COMMON = ['kind', 'name', 'severity', 'enabled', 'forSeconds', 'lateAfterSeconds'] as const;

/** What rules of every kind have in columns of their own, and in the last what those of one kind alone have. */
const COLUMNS: Columns<PlacedRuleView> = {
  ...columnsOf<PlacedRuleView>('key', 'kitchenId', 'machine', 'version', 'at', 'by', 'note'),
  ...Object.fromEntries(COMMON.map((name) => [name, ({ rule }: PlacedRuleView) => rule?.[name]])),
  settings: ({ rule }) =>
    rule && Object.fromEntries(Object.entries(rule).filter(([name]) => !COMMON.some((one) => one === name))),
};

@Controller()
export class AlarmRulesController {
  constructor(
    private readonly rules: AlarmRuleRepository,
    private readonly kitchens: KitchenRepository,
    private readonly channels: ChannelRepository,
    private readonly of: AlarmDatabase,
  ) {}

  @Endpoint('alarmRules')
  async list(@Asks() { principal }: Asking): Promise<AnswerOf<'alarmRules'>> {
    return { items: await this.views(reached(await this.rules.inForce(), principal), principal) };
  }

  @Endpoint('alarmRulesTable')
  async table(@Asks() asking: Asking, @Res() response: Response): Promise<void> {
    const { items } = await this.list(asking);
    await sendTable(response, 'bakeloop-alarm-rules', COLUMNS, [items]);
  }

  @Endpoint('alarmRuleVersions')
  async versions(
    @Input('alarmRuleVersions') { params, query }: RequestOf<'alarmRuleVersions'>,
    @Asks() { principal }: Asking,
  ): Promise<AnswerOf<'alarmRuleVersions'>> {
    const { kitchenId = null, machine = null, places } = query;
    const rows =
      places === 'all'
        ? reached(await this.rules.everyVersion(params.ruleKey), principal)
        : await this.rules.versions(params.ruleKey, kitchenId, machine);
    return { items: await this.views(rows, principal) };
  }

  @Endpoint('setAlarmRule')
  async set(
    @Input('setAlarmRule') { params, body }: RequestOf<'setAlarmRule'>,
    @Asks() { principal, actor }: Asking,
  ): Promise<AnswerOf<'setAlarmRule'>> {
    const { ruleKey: key } = params;
    const { kitchenId, machine, version, note, rule } = body;
    if (kitchenId !== null && !(await this.kitchens.exists(kitchenId))) throw noSuchKitchen(kitchenId);
    const everywhere = await this.rules.versions(key, null, null);
    const base = everywhere[0];
    if (kitchenId !== null && base === undefined)
      throw notFound(`There is no rule "${key}" that a kitchen could have a version of its own of.`);
    if (base?.rule && rule && base.rule.kind !== rule.kind)
      throw conflict(`The rule "${key}" is of the kind ${base.rule.kind}: give another kind another key.`);
    const before = kitchenId === null ? everywhere : await this.rules.versions(key, kitchenId, machine);
    const added = await this.of.database.transaction(async (sql) => {
      const isNext = version === (before[0]?.version ?? 0) + 1;
      const row = { key, kitchenId, machine, version, note, rule };
      if (!isNext || !(await new AlarmRuleRepository(sql).add(row, principal.person?.id ?? null)))
        return false;
      const place = [key, kitchenId, machine].filter(Boolean).join('/');
      await writeAudit(sql, actor, {
        action: 'alarm-rule.set',
        subject: `alarm-rule:${place}`,
        ...(before[0]?.rule ? { before: { ...before[0].rule } } : {}),
        after: { version, note, rule },
      });
      return true;
    });
    if (!added)
      throw conflict(
        `Somebody has changed this rule meanwhile: its newest version is ${before[0]?.version ?? 0}. Look at it and try again.`,
      );
    const [newest] = await this.views(await this.rules.versions(key, kitchenId, machine), principal);
    return newest as PlacedRuleView;
  }

  /** With the units of the channels where each holds: of one that holds everywhere, in the kitchens that who asks may see. */
  private async views(rows: readonly AlarmRuleRow[], principal: Principal): Promise<PlacedRuleView[]> {
    const own = new Set(rows.map(({ kitchenId }) => kitchenId).filter((id) => id !== null));
    const channels = await this.channels.units(idsWithin(principal, 'alarm.see'), [...own]);
    // Versions of a rule mostly name the same channels at the same place.
    const known = new Map<string, string | null>();
    const unitOf = (
      { kitchenId, machine }: Pick<AlarmRuleRow, 'kitchenId' | 'machine'>,
      pattern: string | null,
    ): string | null => {
      if (pattern === null) return null;
      const key = JSON.stringify([kitchenId, machine, pattern]);
      const found = known.get(key);
      if (found !== undefined) return found;
      const units = new Set(
        channels
          .filter((one) => one.kitchenId === kitchenId && isNamed(pattern, one.channel))
          .filter(({ channel }) => machine === null || machineOf(channel) === machine)
          .map(({ unit }) => unit),
      );
      const [only = null] = units.size === 1 ? units : [];
      known.set(key, only);
      return only;
    };
    return rows.map(({ at, ...row }) => {
      const { rule } = row;
      const flow = rule?.kind === 'zero-flow' ? `*/${rule.flow}` : null;
      const units = {
        channels: unitOf(row, rule && 'channels' in rule ? rule.channels : null),
        flow: unitOf(row, flow),
      };
      return { ...row, at: at.toISOString(), units };
    });
  }
}

/** What holds everywhere, and what kitchens have of their own that somebody may see alarms of. */
function reached(rows: readonly AlarmRuleRow[], principal: Principal): AlarmRuleRow[] {
  const kitchens = within(principal, 'alarm.see');
  return rows.filter(
    ({ kitchenId }) => kitchenId === null || kitchens === 'all' || (kitchens?.has(kitchenId) ?? false),
  );
}

const conflict = (detail: string): ProblemError =>
  new ProblemError({
    type: '/problems/rule-conflict',
    title: 'The rule cannot be set like this',
    status: 409,
    detail,
  });
