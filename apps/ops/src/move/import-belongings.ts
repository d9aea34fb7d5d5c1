import { join } from 'node:path';
import {
  BeyondOutputError,
  bringAllocations,
  bringBelongings,
  OF_A_KITCHEN,
  OF_AN_ORGANISATION,
  PeopleRepository,
} from '@bakeloop/db';
import type { z } from 'zod';
import type { DataSource } from '../database.js';
import { UserError } from '../user-error.js';
import { allocationLine, KITCHEN_LINES, ORGANISATION_LINES, sponsorLine } from './belongings.js';
import { FILES, type Source } from './lines.js';
import { all, inGroups, readLines, ROWS_A_COMMIT } from './text-files.js';

/** Null: the organisation itself. */
type OfWhom = { kitchenId: string | null; organisationId: string };

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
    if (schema && listed.has(path))
      yield { name, belonging, lines: () => readLines(join(folder, path), schema) };
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

/** @throws UserError where a sponsor is no sponsor here, or an allocation is of none or of a kitchen that does not come */
export async function requireSponsors(database: DataSource, source: Source): Promise<void> {
  for (const { lines } of belongingsIn(source, null)) for await (const _ of lines());
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
  await bringBelongingsTo(database, source, { kitchenId: null, organisationId });
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
  const open = links.filter(
    ({ revokedAt, expiresAt }) => revokedAt === null && Date.parse(expiresAt) > Date.now(),
  );
  return [
    ...renamed.map(
      ({ serial, now }) =>
        `The allocation ${serial} is called ${now} here, since there is another ${serial}: tell its sponsor.`,
    ),
    ...(open.length > 0
      ? [
          `Links that were shared are over here, and go on where they were made until they end: ${open.map(({ title }) => `"${title}"`).join(', ')}. Make new ones on /shared-links, and revoke those.`,
        ]
      : []),
    ...(sponsors.length > 0
      ? [
          `Sponsors came without their people: invite them on /people (${sponsors.map(({ name }) => `"${name}"`).join(', ')}).`,
        ]
      : []),
  ];
}
