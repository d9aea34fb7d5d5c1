import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  appliedMigrations,
  kitchenSums,
  leavingAllocations,
  leavingBelongings,
  leavingBirths,
  leavingChannels,
  leavingCommands,
  leavingDeadLetters,
  leavingEvents,
  leavingHours,
  leavingKitchen,
  leavingMeters,
  leavingOrganisation,
  leavingPacks,
  leavingPeople,
  leavingPhotos,
  leavingReadings,
  leavingSponsors,
  OF_A_KITCHEN,
  OF_AN_ORGANISATION,
  PeopleRepository,
  readReference,
  withSnapshot,
  writeAudit,
  type LeavingHour,
  type LeavingPhoto,
  type LeavingReading,
  type Sql,
} from '@bakeloop/db';
import { METHOD_VERSION } from '@bakeloop/domain';
import { PHOTO_SIZES, PhotoFolder } from '@bakeloop/record';
import type { DataSource } from '../database.js';
import { makeSealed } from '../sealed-folder.js';
import { UserError } from '../user-error.js';
import { EXPORT, FILES, HOURS_HEADER, READINGS_HEADER, type ExportManifest } from './lines.js';
import { LEFT_OUT } from './tables.js';
import { writeLines } from './text-files.js';

export const BY_COMMAND = { kind: 'platform', id: null, address: null, requestId: null } as const;

/**
 * Writes everything of one organisation into a folder that is not there yet, in open formats and of one moment, whoever
 * writes meanwhile. Of a sponsor that is what was allocated to it, its links, reports and people: what it looks at is of the
 * kitchens. Passwords, keys, sessions, tokens and credentials of kitchens stay behind, and of people what is not
 * needed to know them again (`LEFT_OUT`, which the manifest says too). Links that were shared come as a list, without what opens
 * them; of sponsors their name and what was allocated of these kitchens.
 * @param named its name or id
 * @param photosDir where photos are kept; null: nowhere here
 * @returns what is in it
 * @throws UserError when there is no such organisation, or it is the platform's own
 */
export async function exportOrganisation(
  database: DataSource,
  named: string,
  target: string,
  say: (line: string) => void,
  photosDir: string | null = null,
): Promise<ExportManifest> {
  let organisationId = '';
  const made = await makeSealed(target, EXPORT, (folder) =>
    withSnapshot(database, async (sql) => {
      const organisation = await leavingOrganisation(sql, named);
      if (organisation === null) throw await noSuchOrganisation(database, named);
      const { id, name, kind, demo, kitchenIds } = organisation;
      if (kind === 'platform')
        throw new UserError(
          `"${name}" is whom this platform is run by: what is there belongs to kitchens and sponsors, and goes with these.`,
        );
      organisationId = id;
      const people = await writeLines(join(folder, FILES.people), [await leavingPeople(sql, id)]);
      const own = new Set(kitchenIds);
      // Any figure may rest on any of them, but for the baseline of somebody else's kitchen.
      const records = (kind === 'sponsor' ? [] : await readReference(sql)).filter(
        ({ kind: of, id: record }) => of !== 'baseline' || /^[a-z]{2}$/.test(record) || own.has(record),
      );
      const references = await writeLines(join(folder, FILES.references), [records]);
      const kitchens: ExportManifest['kitchens'] = {};
      for (const kitchenId of kitchenIds) {
        kitchens[kitchenId] = await writeKitchen(sql, folder, kitchenId, id, photosDir);
        const { events, readings } = kitchens[kitchenId];
        say(`${kitchenId}: ${events} events, ${readings} readings`);
      }
      for (const [name, belonging] of Object.entries(OF_AN_ORGANISATION))
        await writeLines(
          join(folder, FILES.belonging(name, null)),
          leavingBelongings(sql, belonging, { kitchenId: null, organisationId: id }),
        );
      const of = kind === 'sponsor' ? { sponsorId: id } : { kitchenIds };
      await writeLines(join(folder, FILES.sponsors), [await leavingSponsors(sql, of)]);
      await writeLines(join(folder, FILES.allocations), leavingAllocations(sql, of));
      return {
        migrations: await appliedMigrations(sql),
        organisation: { name, kind },
        demo,
        method: METHOD_VERSION,
        kitchens,
        people,
        references,
        leftOut: LEFT_OUT,
      };
    }),
  );
  await writeAudit(database, BY_COMMAND, {
    action: 'organisation.exported',
    subject: `organisation:${organisationId}`,
    after: { kitchens: Object.keys(made.kitchens), people: made.people },
  });
  return made;
}

async function noSuchOrganisation(database: DataSource, named: string): Promise<UserError> {
  const names = (await new PeopleRepository(database).organisations(null))
    .filter(({ kind }) => kind !== 'platform')
    .map(({ name }) => `"${name}"`);
  return new UserError(
    `There is no organisation "${named}". ${names.length > 0 ? `There are: ${names.join(', ')}.` : 'There is none yet.'}`,
  );
}

async function writeKitchen(
  sql: Sql,
  folder: string,
  kitchenId: string,
  organisationId: string,
  photosDir: string | null,
): Promise<ExportManifest['kitchens'][string]> {
  const files = FILES.of(kitchenId);
  const at = (name: keyof typeof files): string => join(folder, files[name]);
  await mkdir(join(folder, 'kitchens', kitchenId), { recursive: true, mode: 0o700 });
  const kitchen = await leavingKitchen(sql, kitchenId);
  await writeLines(at('kitchen'), [[kitchen]]);
  await writeLines(at('channels'), [await leavingChannels(sql, kitchenId)]);
  const births = await writeLines(at('births'), leavingBirths(sql, kitchenId), ({ receivedAt, body }) =>
    JSON.stringify({ receivedAt, birth: body }),
  );
  const events = await writeLines(at('events'), leavingEvents(sql, kitchenId, organisationId));
  const readings = await writeLines(at('readings'), leavingReadings(sql, kitchenId), csvOf, READINGS_HEADER);
  const hours = await writeLines(
    at('hours'),
    leavingHours(sql, kitchenId, kitchen.readingsFrom),
    csvOfHour,
    HOURS_HEADER,
  );
  const commands = await writeLines(at('commands'), leavingCommands(sql, kitchenId));
  await writeLines(at('packs'), leavingPacks(sql, kitchenId));
  await writeLines(at('meters'), leavingMeters(sql, kitchenId, kitchen.readingsFrom));
  for (const [name, belonging] of Object.entries(OF_A_KITCHEN))
    await writeLines(
      join(folder, FILES.belonging(name, kitchenId)),
      leavingBelongings(sql, belonging, { kitchenId, organisationId }),
    );
  const photos = await writePhotos(sql, folder, kitchenId, organisationId, photosDir);
  const deadLetters = await writeLines(at('deadLetters'), leavingDeadLetters(sql, kitchenId));
  const { totals, derived } = await kitchenSums(sql, kitchenId);
  return { births, events, readings, hours, commands, deadLetters, photos, totals, derived };
}

/** @returns how many @throws UserError where a file cannot be found */
async function writePhotos(
  sql: Sql,
  folder: string,
  kitchenId: string,
  organisationId: string,
  photosDir: string | null,
): Promise<number> {
  const { lines, folder: inner } = FILES.photosOf(kitchenId);
  async function* copied(): AsyncGenerator<LeavingPhoto[]> {
    for await (const page of leavingPhotos(sql, kitchenId, organisationId)) {
      for (const { hash } of page)
        for (const size of PHOTO_SIZES) {
          const name = PhotoFolder.nameOf(hash, size);
          const to = join(folder, inner, name);
          await mkdir(dirname(to), { recursive: true, mode: 0o700 });
          await copyFile(join(photosDir ?? '', name), to).catch((error: unknown) => {
            throw new UserError(
              `A photo of ${kitchenId} is not where photos are kept (${photosDir ?? 'PHOTOS_DIR is not set'}): ${(error as Error).message}. Set PHOTOS_DIR as for the API, and export on that machine.`,
            );
          });
        }
      yield page;
    }
  }
  return writeLines(join(folder, lines), copied());
}

function csvOf({ channel, timeMs, value, receivedS }: LeavingReading): string {
  return `${channel},${new Date(timeMs).toISOString()},${value},${new Date(receivedS * 1_000).toISOString()}`;
}

function csvOfHour({ channel, hour, readings, sum, min, max, first, last }: LeavingHour): string {
  return [channel, hour.toISOString(), readings, sum, min, max, first, last].join(',');
}
