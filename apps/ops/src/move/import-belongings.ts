import { join } from 'node:path';
import {
  belongingsInTheWay,
  BeyondOutputError,
  bringAllocations,
  bringBelongings,
  missingAllocations,
  OF_A_KITCHEN,
  OF_AN_ORGANISATION,
  PeopleRepository,
} from '@bakeloop/db';
import type { z } from 'zod';
import type { DataSource } from '../database.js';
import { UserError } from '../user-error.js';
import { allocationLine, KITCHEN_LINES, ORGANISATION_LINES, sponsorLine } from './belongings.js';
import { FILES, type ExportManifest, type Source } from './lines.js';
import { all, inGroups, only, readLines, ROWS_A_COMMIT } from './text-files.js';

/** Null: the organisation itself. */
type OfWhom = { kitchenId: string | null; organisationId: string };

/**
 * Whether a report of the organisation itself is brought in: an older export also has some of who has kitchens that tell of
 * others, which it owned once. A sponsor's tell of what it was shown.
 * @param kitchenIds null: of all
 */
function isItsReport(
  { organisation, kitchens }: ExportManifest,
  kitchenIds: readonly string[] | null,
): boolean {
  return (
    organisation.kind !== 'kitchens' || (kitchenIds?.every((id) => Object.hasOwn(kitchens, id)) ?? false)
  );
}

/** What there is of a kitchen, or of the organisation itself, beside facts; an older export has less of it. */
export function* belongingsIn({ folder, manifest }: Source, kitchenId: string | null) {
  const listed = new Set(manifest.files.map(({ path }) => path));
  const tables = kitchenId === null ? OF_AN_ORGANISATION : OF_A_KITCHEN;
  const schemas: Record<string, z.ZodType<Record<string, unknown>>> = kitchenId === null
    ? ORGANISATION_LINES
    : KITCHEN_LINES;
  for (const [name, belonging] of Object.entries(tables)) {
    const path = FILES.belonging(name, kitchenId);
    const schema = schemas[name];
    const isBrought = (row: Record<string, unknown>): boolean =>
      kitchenId !== null ||
      name !== 'reports' ||
      isItsReport(manifest, row['kitchenIds'] as readonly string[] | null);
    if (schema && listed.has(path))
      yield { name, belonging, lines: () => only(readLines(join(folder, path), schema), isBrought) };
  }
}

export async function bringBelongingsTo(database: DataSource, source: Source, of: OfWhom): Promise<void> {
  for (const { name, belonging, lines } of belongingsIn(source, of.kitchenId)) {
    // Days are counted from the last one back.
    const atOnce = name === 'days' ? Infinity : ROWS_A_COMMIT;
    for await (const rows of inGroups(lines(), atOnce))
      await database.transaction((sql) => bringBelongings(sql, belonging, of, rows));
  }
}

async function* listedLines<T>(
  { folder, manifest }: Source,
  name: string,
  schema: z.ZodType<T>,
): AsyncGenerator<T> {
  if (manifest.files.some(({ path }) => path === name)) yield* readLines(join(folder, name), schema);
}

/**
 * Reads every line of what a kitchen, or the organisation itself, has beside facts.
 * @returns events that lines are about, by what they are: each has to be one of the kitchen
 * @throws UserError for a line that does not fit to its schema, that is about something of others, or would be written onto it
 */
export async function requireOwn(
  database: DataSource,
  source: Source,
  of: { kitchenId: string | null; organisationId: string | null },
): Promise<Map<string, string>> {
  const whose = of.kitchenId ?? `"${source.manifest.organisation.name}"`;
  const refuse = (what: string): never => {
    throw new UserError(`${what} Nothing was brought in.`);
  };
  const itself = JSON.stringify([of.kitchenId]);
  const about = new Map<string, string>();
  const alarms = new Set<unknown>();
  for (const { name, belonging, lines } of belongingsIn(source, of.kitchenId))
    for await (const rows of inGroups(lines(), ROWS_A_COMMIT)) {
      const ids = rows.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
      const [taken] = await belongingsInTheWay(database, belonging, of, ids);
      if (taken !== undefined)
        refuse(
          `${taken}, of the ${FILES.belonging(name, of.kitchenId)} of the export, is here already and not of ${whose}.`,
        );
      for (const row of rows) {
        if (name === 'alarms') alarms.add(row['id']);
        if (name === 'alarmHistory' && !alarms.has(row['alarmId']))
          refuse(
            `The history of the alarms of ${whose} tells of ${String(row['alarmId'])}, which is none of them.`,
          );
        if (name === 'reviews' || name === 'photosRemoved')
          about.set(String(row['eventId']), name === 'reviews' ? 'A review' : 'A photo that was taken away');
        if (name === 'reports' && of.kitchenId !== null && JSON.stringify(row['kitchenIds']) !== itself)
          refuse(`A report of ${whose} says that it is of others.`);
      }
    }
  return about;
}

/** @throws UserError where a sponsor is no sponsor here, or an allocation is of none or of a kitchen that does not come */
export async function requireSponsors(database: DataSource, source: Source): Promise<void> {
  const people = new PeopleRepository(database);
  const sponsors = await all(listedLines(source, FILES.sponsors, sponsorLine));
  const allocations = await all(listedLines(source, FILES.allocations, allocationLine));
  for (const { name } of [...sponsors, ...allocations.map((one) => ({ name: one.sponsor }))]) {
    const id = await people.organisationByName(name);
    if (id === null) continue;
    const [there] = await people.organisations([id]);
    if (there?.kind !== 'sponsor')
      throw new UserError(
        `"${name}" is a sponsor in the export, and here an organisation of another kind. Rename one of the two.`,
      );
  }
  const { kind, name: whose } = source.manifest.organisation;
  if (kind === 'sponsor') {
    const other = [...sponsors.map(({ name }) => name), ...allocations.map(({ sponsor }) => sponsor)].find(
      (name) => name !== whose,
    );
    if (other !== undefined)
      throw new UserError(
        `The export of "${whose}" allocates something to "${other}". Nothing was brought in.`,
      );
    return;
  }
  const own = new Set(Object.keys(source.manifest.kitchens));
  for (const kitchenId of [
    ...sponsors.flatMap((one) => one.kitchenIds),
    ...allocations.flatMap(({ shares }) => shares.map((share) => share.kitchenId)),
  ])
    if (!own.has(kitchenId))
      throw new UserError(
        `The export allocates something of ${kitchenId}, which is not in it. Nothing was brought in.`,
      );
}

/**
 * What is shared with others: what is allocated to sponsors, and links that were handed out. After all facts, since no batch
 * gives away more than it made.
 */
export async function bringShared(
  database: DataSource,
  source: Source,
  organisationId: string,
): Promise<string[]> {
  const sponsors = await all(listedLines(source, FILES.sponsors, sponsorLine));
  const allocations = await all(listedLines(source, FILES.allocations, allocationLine));
  const links = await all(listedLines(source, FILES.belonging('links', null), ORGANISATION_LINES.links));
  const reports = listedLines(source, FILES.belonging('reports', null), ORGANISATION_LINES.reports);
  const others = await all(only(reports, ({ kitchenIds }) => !isItsReport(source.manifest, kitchenIds)));
  await bringBelongingsTo(database, source, { kitchenId: null, organisationId });
  if (source.manifest.organisation.kind === 'sponsor') {
    // What a sponsor says of kitchens gives it nothing of theirs: these say what they gave, and an admin what it may see.
    const missing = await missingAllocations(database, allocations);
    const [attributed] = sponsors;
    return [
      ...(missing.length > 0
        ? [
            `Allocations come with the kitchens that they are of, so these are not here: ${inShort(missing.map(({ serial }) => serial))}. Export the organisations of these kitchens and import them: ${inShort([...new Set(missing.flatMap(({ shares }) => shares.map(({ kitchenId }) => kitchenId)))])}.`,
          ]
        : []),
      ...(attributed
        ? [`Where it comes from it saw ${inShort(attributed.kitchenIds)}: attribute them to it on /people.`]
        : []),
      ...endedLinks(links),
    ];
  }
  const renamed = await database
    .transaction(async (sql) => {
      const people = new PeopleRepository(sql);
      const idOf = async (name: string): Promise<string> =>
        (await people.makeOrganisation(name, 'sponsor', { demo: source.manifest.demo })) ??
        (await people.organisationByName(name)) ??
        '';
      for (const { name, kitchenIds } of sponsors) {
        const id = await idOf(name);
        const [there] = await people.organisations([id]);
        await people.attribute(id, [...new Set([...(there?.attributed ?? []), ...kitchenIds])]);
      }
      for (const name of new Set(allocations.map((one) => one.sponsor))) await idOf(name);
      return bringAllocations(sql, allocations);
    })
    .catch((error: unknown) => {
      throw error instanceof BeyondOutputError
        ? new UserError(
            `${error.message} Nothing was allocated; all else is in. Newer reference data here gives other figures, or it is allocated here already: cancel what is too much, and import again.`,
          )
        : error;
    });
  return [
    ...renamed.map(
      ({ serial, now }) =>
        `The allocation ${serial} is called ${now} here, since there is another ${serial}: tell its sponsor.`,
    ),
    ...endedLinks(links),
    ...(others.length > 0
      ? [
          `Reports that tell of kitchens which are not in the export were left out: ${inShort(others.map(({ grain, firstDay }) => `${grain} of ${firstDay}`))}.`,
        ]
      : []),
    ...(sponsors.length > 0
      ? [
          `Sponsors came without their people: invite them on /people (${sponsors.map(({ name }) => `"${name}"`).join(', ')}).`,
        ]
      : []),
  ];
}

function endedLinks(links: readonly z.infer<typeof ORGANISATION_LINES.links>[]): string[] {
  const open = links.filter(
    ({ revokedAt, expiresAt }) => revokedAt === null && Date.parse(expiresAt) > Date.now(),
  );
  return open.length > 0
    ? [
        `Links that were shared are over here, and go on where they were made until they end: ${inShort(open.map(({ title }) => `"${title}"`))}. Make new ones on /shared-links, and revoke those.`,
      ]
    : [];
}

const MOST_LISTED = 20;
const inShort = (names: readonly string[]): string =>
  names.length > MOST_LISTED
    ? `${names.slice(0, MOST_LISTED).join(', ')} and ${names.length - MOST_LISTED} more`
    : names.join(', ');
