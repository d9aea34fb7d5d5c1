import type { Sql } from '../engine.js';
import { pages } from './pages.js';
import { ownKitchensSql } from './read-organisation.js';

/**
 * What kitchens and their organisation have beside what was measured and logged: each table said once, for both ways. A line
 * is a row by the names of the columns, in camelCase; people are in it by their e-mail address, where they belong to the
 * organisation, and come back as whoever has that address.
 */
interface Belonging {
  table: string;
  /** Which rows are meant, of `t`; `asked` has `kitchen_id` and `organisation_id`. */
  where: string;
  columns: readonly string[];
  /** Columns of people, by what they are called in a line. */
  people?: Readonly<Record<string, string>>;
  /** What a line says beside its columns, of `t`. */
  says?: Readonly<Record<string, string>>;
  /** What is written in place of what the line says, by column: of `r`, the row, and `told`, the line `l` and whose it is. */
  instead?: Readonly<Record<string, string>>;
  /** What else must hold of a row that comes: that what it is about is of the kitchen that comes. */
  guard?: string;
  /** By which columns a row without a key of its own is known to be here already. */
  known?: readonly string[];
  /** In which order they are brought, of `t`; else by the first column. */
  order?: string;
}

/** Nobody is told of an alarm or a report because it moved. */
const TOLD_ALREADY = { told_at: `coalesce(r.told_at, now())` };
const OF_KITCHEN = { where: `t.kitchen_id = asked.kitchen_id`, instead: { kitchen_id: `told.kitchen_id` } };
/** Where one of its subject and kind is open here already, what is brought is history. */
const OR_OVER = `CASE WHEN EXISTS (SELECT FROM alarm o WHERE (o.kitchen_id, o.kind, o.subject) = (told.kitchen_id, r.kind, r.subject)
  AND o.id <> r.id AND (o.cleared_at IS NULL OR o.acked_at IS NULL)) THEN now() END`;
const REPORT = {
  table: 'report',
  columns: [
    ...[
      'id',
      'grain',
      'firstDay',
      'lastDay',
      'kitchenIds',
      'knownOn',
      'methodVersion',
      'factorSets',
      'facts',
    ],
    ...['writtenAt', 'toldAt'],
  ],
} as const;
/** How often packs of a kitchen came again on the days after, as a tally that begins with nothing where it is brought. */
const laterDuplicates = (frame: string): string =>
  `-coalesce(sum((told.l->>'duplicates')::bigint) OVER (ORDER BY told.l->>'day' DESC ROWS BETWEEN UNBOUNDED PRECEDING AND ${frame}), 0)`;

/** Of one kitchen, in the order in which they are brought. */
export const OF_A_KITCHEN = {
  stories: {
    table: 'story',
    columns: ['id', 'language', 'title', 'body', 'writtenAt', 'decidedAt', 'published', 'note'],
    people: { writtenBy: 'written_by', decidedBy: 'decided_by' },
    ...OF_KITCHEN,
  },
  annotations: {
    table: 'annotation',
    columns: ['id', 'machine', 'batchId', 'fromAt', 'toAt', 'text', 'byService', 'madeAt', 'changedAt'],
    people: { by: 'by_person' },
    ...OF_KITCHEN,
  },
  plans: { table: 'kitchen_plan', columns: ['goodGramsPerDay'], ...OF_KITCHEN },
  alarmRules: {
    table: 'alarm_rule',
    columns: ['key', 'machine', 'version', 'at', 'note', 'body'],
    people: { by: 'person_id' },
    ...OF_KITCHEN,
  },
  silences: {
    table: 'alarm_silence',
    columns: ['id', 'kind', 'subject', 'until', 'why', 'at'],
    people: { by: 'person_id' },
    ...OF_KITCHEN,
  },
  alarms: {
    table: 'alarm',
    columns: [
      ...[
        'id',
        'kind',
        'subject',
        'severity',
        'ruleKey',
        'data',
        'since',
        'raisedAt',
        'clearedAt',
        'occurrences',
      ],
      ...['detectedLate', 'ackedAt', 'toldAt', 'changedAt'],
    ],
    people: { ackedBy: 'acked_by', assignee: 'assignee' },
    where: OF_KITCHEN.where,
    instead: {
      ...OF_KITCHEN.instead,
      ...TOLD_ALREADY,
      cleared_at: `coalesce(r.cleared_at, ${OR_OVER})`,
      acked_at: `coalesce(r.acked_at, ${OR_OVER})`,
    },
  },
  alarmHistory: {
    table: 'alarm_entry',
    where: `t.alarm_id IN (SELECT id FROM alarm WHERE kitchen_id = asked.kitchen_id)`,
    columns: ['alarmId', 'at', 'what', 'data'],
    people: { by: 'person_id' },
    says: { data: `t.data - 'assigneeId'`, assignee: emailOf(`(t.data->>'assigneeId')::uuid`) },
    instead: {
      data: `CASE WHEN r.what = 'assigned' THEN jsonb_build_object('assigneeId', ${personOf('assignee')}) ELSE r.data END`,
    },
    guard: `EXISTS (SELECT FROM alarm a WHERE a.id = r.alarm_id AND a.kitchen_id = told.kitchen_id)`,
    known: ['alarm_id', 'at', 'what'],
    order: 't.id',
  },
  reviews: {
    table: 'correction_review',
    columns: ['eventId', 'verdict', 'note', 'at', 'byProgram'],
    people: { by: 'by_person' },
    ...OF_KITCHEN,
    guard: `EXISTS (SELECT FROM event e WHERE e.id = r.event_id AND e.kitchen_id = told.kitchen_id)`,
    known: ['event_id', 'at', 'verdict', 'note'],
    order: 't.id',
  },
  days: {
    table: 'kitchen_day',
    columns: ['day', 'skewLowMs', 'skewHighMs'],
    says: { duplicates: `t.duplicate_to - t.duplicate_from` },
    where: OF_KITCHEN.where,
    instead: {
      ...OF_KITCHEN.instead,
      duplicate_from: laterDuplicates('CURRENT ROW'),
      duplicate_to: laterDuplicates('1 PRECEDING'),
    },
  },
  // What was taken away stays away, also where the picture never was.
  photosRemoved: {
    table: 'photo',
    where: `t.kitchen_id = asked.kitchen_id AND t.removed_at IS NOT NULL`,
    columns: [
      'eventId',
      'bytes',
      'width',
      'height',
      'takenAt',
      'storedAt',
      'note',
      'reviewedAt',
      'removedAt',
    ],
    says: { hash: `encode(t.hash, 'hex')`, keptHash: `encode(t.kept_hash, 'hex')` },
    people: { reviewedBy: 'reviewed_by' },
    instead: {
      ...OF_KITCHEN.instead,
      hash: `decode(told.l->>'hash', 'hex')`,
      kept_hash: `decode(told.l->>'keptHash', 'hex')`,
    },
  },
  reports: {
    ...REPORT,
    where: `t.subject_kind = 'kitchen' AND t.subject_id = asked.kitchen_id`,
    instead: { ...TOLD_ALREADY, subject_kind: `'kitchen'`, subject_id: `told.kitchen_id` },
  },
} as const satisfies Record<string, Belonging>;

/** Of the organisation itself. */
export const OF_AN_ORGANISATION = {
  // Who has kitchens takes none along that tells of others, whose it may have owned then: nobody there reads it any longer.
  reports: {
    ...REPORT,
    where: `t.subject_id = asked.organisation_id::text AND (t.subject_kind = 'sponsor'
      OR t.subject_kind = 'organisation' AND t.kitchen_ids <@ ${ownKitchensSql('asked.organisation_id')})`,
    instead: {
      ...TOLD_ALREADY,
      subject_kind: `(SELECT CASE o.kind WHEN 'sponsor' THEN 'sponsor' ELSE 'organisation' END FROM organisation o
        WHERE o.id = told.organisation_id)`,
      subject_id: `told.organisation_id::text`,
      facts: `jsonb_set(r.facts, '{subject,id}', to_jsonb(told.organisation_id::text))`,
    },
  },
  // What opens one stays behind, so it comes as ended: a list of what was shared, and with whom.
  links: {
    table: 'shared_link',
    where: `t.organisation_id = asked.organisation_id`,
    columns: [
      ...['id', 'scope', 'title', 'mayDownload', 'createdAt', 'expiresAt', 'revokedAt', 'views', 'viewedAt'],
    ],
    people: { madeBy: 'made_by' },
    instead: {
      organisation_id: `told.organisation_id`,
      digest: `sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))`,
      revoked_at: `coalesce(r.revoked_at, now())`,
    },
  },
} as const satisfies Record<string, Belonging>;

export type BelongingOfKitchen = keyof typeof OF_A_KITCHEN;
export type BelongingOfOrganisation = keyof typeof OF_AN_ORGANISATION;
/** A row, as a file says it. */
export type BelongingLine = Readonly<Record<string, unknown>>;

const columnOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Who belongs to the organisation that is asked for and may come in. */
function emailOf(personId: string): string {
  return `(SELECT p.email FROM person p JOIN membership m ON m.person_id = p.id
    WHERE p.id = ${personId} AND m.organisation_id = asked.organisation_id AND p.disabled_at IS NULL AND NOT p.demo)`;
}

function personOf(name: string): string {
  return `(SELECT p.id FROM person p JOIN membership m ON m.person_id = p.id
    WHERE p.email = told.l->>'${name}' AND m.organisation_id = told.organisation_id)`;
}

/** The rows of one table, a page at a time. @param kitchenId null: of the organisation itself */
export async function* leavingBelongings(
  sql: Sql,
  { table, where, columns, people = {}, says = {}, order = `t.${columnOf(columns[0] ?? '')}` }: Belonging,
  of: { kitchenId: string | null; organisationId: string },
): AsyncGenerator<BelongingLine[]> {
  const said = [
    ...columns.filter((name) => !(name in says)).map((name) => `'${name}', t.${columnOf(name)}`),
    ...Object.entries(people).map(([name, column]) => `'${name}', ${emailOf(`t.${column}`)}`),
    ...Object.entries(says).map(([name, expression]) => `'${name}', ${expression}`),
  ];
  const rows = pages<{ line: BelongingLine }>(
    sql,
    `WITH asked AS (SELECT $1::text AS kitchen_id, $2::uuid AS organisation_id)
     SELECT jsonb_build_object(${said.join(', ')}) AS line FROM asked, ${table} t WHERE ${where} ORDER BY ${order}`,
    [of.kitchenId, of.organisationId],
  );
  for await (const page of rows) yield page.map(({ line }) => line);
}

/**
 * Which of these ids are here already, of another kitchen or organisation: an import would leave them out without a word, or
 * add to what is not its own.
 */
export async function belongingsInTheWay(
  sql: Sql,
  { table, where }: Belonging,
  of: { kitchenId: string | null; organisationId: string | null },
  ids: readonly string[],
): Promise<string[]> {
  // Not every table has such keys.
  if (ids.length === 0) return [];
  const rows = await sql.query<{ id: string }[]>(
    `WITH asked AS (SELECT $1::text AS kitchen_id, $2::uuid AS organisation_id)
     SELECT t.id FROM asked, ${table} t WHERE t.id = ANY($3::uuid[]) AND (${where}) IS NOT TRUE ORDER BY t.id`,
    [of.kitchenId, of.organisationId, ids],
  );
  return rows.map(({ id }) => id);
}

/** Adds those that are not here yet; what is here stays as it is. @returns how many it added */
export async function bringBelongings(
  sql: Sql,
  { table, columns, people = {}, instead = {}, guard, known }: Belonging,
  to: { kitchenId: string | null; organisationId: string },
  lines: readonly BelongingLine[],
): Promise<number> {
  const written = new Map<string, string>([
    ...columns.map((name): [string, string] => [columnOf(name), `r.${columnOf(name)}`]),
    ...Object.entries(people).map(([name, column]): [string, string] => [column, personOf(name)]),
    ...Object.entries(instead),
  ]);
  const row = columns.map((name) => `'${columnOf(name)}', told.l->'${name}'`).join(', ');
  const same = known?.map((column) => `k.${column} = r.${column}`).join(' AND ');
  const isNew = same === undefined ? 'true' : `NOT EXISTS (SELECT FROM ${table} k WHERE ${same})`;
  const [added] = await sql.query<{ n: number }[]>(
    `WITH told AS (SELECT $1::text AS kitchen_id, $2::uuid AS organisation_id, l FROM unnest($3::jsonb[]) AS u(l)),
     added AS (
       INSERT INTO ${table} (${[...written.keys()].join(', ')})
       SELECT ${[...written.values()].join(', ')}
       FROM told, jsonb_populate_record(NULL::${table}, jsonb_build_object(${row})) r
       WHERE ${isNew} AND ${guard ?? 'true'}
       ON CONFLICT DO NOTHING RETURNING 1)
     SELECT count(*)::int AS n FROM added`,
    [to.kitchenId, to.organisationId, lines.map((line) => JSON.stringify(line))],
  );
  return added?.n ?? 0;
}
