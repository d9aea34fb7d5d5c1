import { randomUUID } from 'node:crypto';
import { FATE_OF_TABLES } from '@bakeloop/ops';
import {
  AlarmRuleRepository,
  AlarmWriter,
  AnnotationRepository,
  CorrectionRepository,
  PeopleRepository,
  PlanRepository,
  ReportRepository,
  ShareRepository,
  SharedLinkRepository,
  StoryRepository,
  type createDataSource,
} from '@bakeloop/db';

type Database = ReturnType<typeof createDataSource>;

const BY = { kind: 'platform', id: null, address: null, requestId: null } as const;

/** Gives a kitchen and its organisation one of all that they may have beside facts, by the code that gives it to them. */
export async function giveBelongings(
  database: Database,
  of: {
    kitchenId: string;
    organisationId: string;
    leadId: string;
    staffId: string;
    eventId: string;
    at: Date;
  },
): Promise<{ serial: string; secret: Buffer }> {
  const { kitchenId, leadId, at } = of;
  const stories = new StoryRepository(database);
  const story = { kitchenId, language: 'sw', title: 'Habari', body: 'Tunatengeneza mihimili.\n\nKaribu.' };
  const storyId = (await stories.write({ ...story, writtenBy: leadId }, 10)) ?? '';
  await stories.decide(kitchenId, storyId, { published: true, note: null, by: of.staffId });
  await stories.write({ ...story, writtenBy: null }, 10);

  const author = { personId: leadId, service: null };
  const noted = { machine: 'extruder-1', batchId: 'MB-1', from: at, to: null, text: 'a new die' };
  await new AnnotationRepository(database).add(randomUUID(), kitchenId, noted, author, BY);
  await new PlanRepository(database).set(kitchenId, 200_000, BY);

  const rules = new AlarmRuleRepository(database);
  const [rule] = await rules.inForce();
  if (!rule) throw new Error('no rule');
  const own = { key: rule.key, kitchenId, machine: 'extruder-1', note: 'ours runs hotter' };
  await rules.add({ ...own, version: 1, rule: rule.rule }, leadId);
  await rules.add({ ...own, version: 2, rule: null }, null);
  const alarms = new AlarmWriter(database);
  const seen = { ruleKey: rule.key, since: at, data: { value: 281.5 }, kitchenId };
  await alarms.raise(
    [
      {
        ...seen,
        kind: 'threshold',
        subject: 'channel:extruder-1/t',
        severity: 'warning',
        detectedLate: false,
      },
      { ...seen, kind: 'silence', subject: 'kitchen', severity: 'notice', detectedLate: true },
    ],
    at,
  );
  const [one, other] = await database.query<{ id: string }[]>(
    `SELECT id FROM alarm WHERE kitchen_id = $1 ORDER BY kind DESC`,
    [kitchenId],
  );
  const later = new Date(at.getTime() + 60_000);
  await alarms.comment(one?.id ?? '', 'the fan stands still', leadId, later);
  await alarms.assign(one?.id ?? '', leadId, leadId, later);
  await alarms.acknowledge(other?.id ?? '', leadId, later);
  await alarms.clear([other?.id ?? ''], later);
  await alarms.silence(
    {
      kitchenId,
      kind: 'threshold',
      subject: null,
      until: new Date(Date.now() + 86_400_000),
      why: 'the line is cleaned',
      personId: leadId,
      alarmId: one?.id ?? null,
    },
    later,
  );
  await new CorrectionRepository(database).say(
    { eventId: of.eventId, kitchenId },
    { verdict: 'questioned', note: 'by whom?' },
    { personId: leadId, program: null },
    BY,
  );
  await database.query(
    `INSERT INTO kitchen_day VALUES ($1, '2026-03-01', -40, 900, 0, 5), ($1, '2026-03-02', 3, 3, 5, 7)`,
    [kitchenId],
  );
  await database.query(
    `INSERT INTO photo (kitchen_id, hash, event_id, kept_hash, bytes, width, height, note, reviewed_at, reviewed_by, removed_at)
     VALUES ($1, sha256('sent'), $2, sha256('kept'), 9000, 640, 480, 'a face', $3, $4, $3)`,
    [kitchenId, of.eventId, at, leadId],
  );
  for (const subject of [
    { kind: 'kitchen' as const, id: kitchenId, name: 'Nairobi' },
    { kind: 'organisation' as const, id: of.organisationId, name: 'Kitchens of Kenya' },
  ])
    await writeReport(database, subject, [kitchenId], '2026-03-02');

  const people = new PeopleRepository(database);
  const sponsorId = (await people.makeOrganisation('Sponsor of beams', 'sponsor')) ?? '';
  await people.attribute(sponsorId, [kitchenId, 'nl-zwo-01']);
  const shares = new ShareRepository(database);
  const [free] = await shares.free([kitchenId], 1);
  if (!free) throw new Error('no batch has anything to be shared');
  const by = { personId: of.staffId, actor: BY };
  const issue = (grams: number): Promise<string> =>
    shares.issue(sponsorId, [{ kitchenId, batchId: free.batchId, grams }], 'for the bridge', by);
  const serial = await issue(100_000);
  await shares.lead(serial, 'reserved', { why: 'asked for', beneficiary: null }, by);
  await shares.lead(serial, 'retired', { why: 'told', beneficiary: 'The Bridge' }, by);
  await shares.lead(await issue(50_000), 'cancelled', { why: 'a slip', beneficiary: null }, by);
  await issue(free.outputGrams - 100_000);

  const secret = Buffer.alloc(32, 7);
  const link = { organisationId: of.organisationId, mayDownload: true, madeBy: leadId };
  const shared = new SharedLinkRepository(database);
  await shared.save({
    ...link,
    digest: secret,
    scope: `kitchen:${kitchenId}`,
    title: 'For the bank',
    passwordHash: '$argon2id$not-to-leave',
    expiresAt: new Date(Date.now() + 86_400_000),
  });
  return { serial, secret };
}

/** A report of the week that begins on this day, without a figure. */
export async function writeReport(
  database: Database,
  subject: { kind: 'kitchen' | 'organisation' | 'sponsor'; id: string; name: string },
  kitchenIds: readonly string[],
  from: string,
): Promise<void> {
  const day = (days: number): string =>
    new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10);
  await new ReportRepository(database).write(
    {
      subject,
      scope: `kitchens:${kitchenIds.join(',')}`,
      grain: 'week',
      period: { from, to: day(6) },
      before: { from: day(-7), to: day(-1) },
      knownOn: `${from}T00:00:00Z`,
      figures: {},
      figuresBefore: {},
      trouble: null,
    } as never,
    { kitchenIds, methodVersion: '1', factorSets: ['nl-2026'] },
  );
}

/** What of a table is each deployment's own. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  alarm_rule: ['id'],
  alarm_entry: ['id'],
  correction_review: ['id'],
  // Told of or not: where it arrives, nobody is.
  alarm: ['told_at'],
  report: ['told_at'],
  // Counted from the last day back.
  kitchen_day: ['duplicate_from', 'duplicate_to'],
  // It comes as ended.
  shared_link: ['digest', 'password_hash', 'revoked_at'],
  // Of the platform's people.
  allocation_step: ['person_id'],
};
/** Held to each other in another way: their rows have numbers, or readings, of their own deployment. */
export const COMPARED_OTHERWISE = [
  ...[
    'kitchen',
    'birth',
    'channel',
    'reading_raw',
    'pack',
    'batch',
    'command',
    'command_step',
    'dead_letter',
  ],
  ...['dead_payload', 'dead_letter_action', 'reference', 'organisation', 'person', 'membership'],
];

/**
 * Every row of what moves, by table, with people and organisations by name: of nobody else, and without what is each
 * deployment's own. So a table, or a column of one, that is forgotten by the export is other here.
 */
export async function movingRows(
  database: Database,
  { kitchenId, organisation: name }: { kitchenId: string; organisation: string },
): Promise<Record<string, string[]>> {
  const named = new Map<string, string>();
  for (const { id, organisation } of await database.query<{ id: string; organisation: string }[]>(
    `SELECT id, name AS organisation FROM organisation`,
  ))
    named.set(id, JSON.stringify(organisation));
  // Who does not belong to it is nobody where it arrives.
  for (const { id, email } of await database.query<{ id: string; email: string | null }[]>(
    `SELECT p.id, (SELECT p.email FROM membership m JOIN organisation o ON o.id = m.organisation_id
       WHERE m.person_id = p.id AND o.name = $1 AND p.disabled_at IS NULL) AS email FROM person p`,
    [name],
  ))
    named.set(id, JSON.stringify(email));
  const rows: Record<string, string[]> = {};
  for (const [table, fate] of Object.entries(FATE_OF_TABLES)) {
    if (!('moves' in fate) || COMPARED_OTHERWISE.includes(table)) continue;
    const found = await database.query<{ row: Record<string, unknown> }[]>(
      `SELECT row - $1::text[] AS row FROM (SELECT to_jsonb(t) AS row FROM ${table} t) one
       WHERE NOT row ? 'kitchen_id' OR row->>'kitchen_id' = $2`,
      [OWN[table] ?? [], kitchenId],
    );
    rows[table] = found
      .map(({ row }) =>
        JSON.stringify(Object.fromEntries(Object.entries(row).sort())).replaceAll(
          /"([0-9a-f]{8}-[0-9a-f-]{27})"/g,
          (whole, id: string) => named.get(id) ?? whole,
        ),
      )
      .sort();
  }
  return rows;
}
