import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  appliedMigrations,
  kitchenSums,
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
  leavingReadings,
  PeopleRepository,
  readReference,
  withSnapshot,
  writeAudit,
  type LeavingHour,
  type LeavingReading,
  type Sql,
} from '@bakeloop/db';
import { METHOD_VERSION } from '@bakeloop/domain';
import type { DataSource } from '../database.js';
import { makeSealed } from '../sealed-folder.js';
import { UserError } from '../user-error.js';
import { EXPORT, FILES, HOURS_HEADER, READINGS_HEADER, type ExportManifest } from './lines.js';
import { writeLines } from './text-files.js';

export const BY_COMMAND = { kind: 'platform', id: null, address: null, requestId: null } as const;

/**
 * Writes everything of one organisation into a folder that is not there yet, in open formats and of one moment, whoever
 * writes meanwhile. Passwords, keys, sessions, tokens and credentials of kitchens stay behind, and of people what is not
 * needed to know them again.
 * @param named its name or id
 * @returns what is in it
 * @throws UserError when there is no such organisation, or none that has kitchens
 */
export async function exportOrganisation(
  database: DataSource,
  named: string,
  target: string,
  say: (line: string) => void,
): Promise<ExportManifest> {
  let organisationId = '';
  const made = await makeSealed(target, EXPORT, (folder) =>
    withSnapshot(database, async (sql) => {
      const organisation = await leavingOrganisation(sql, named);
      if (organisation === null) throw await noSuchOrganisation(database, named);
      const { id, name, kind, demo, kitchenIds } = organisation;
      if (kind !== 'kitchens')
        throw new UserError(
          `"${name}" has no kitchens of its own (it is of the kind "${kind}"), so there is nothing of it to export.`,
        );
      organisationId = id;
      const people = await writeLines(join(folder, FILES.people), [await leavingPeople(sql, id)]);
      const own = new Set(kitchenIds);
      // Any figure may rest on any of them, but for the baseline of somebody else's kitchen.
      const records = (await readReference(sql)).filter(
        ({ kind: of, id: record }) => of !== 'baseline' || /^[a-z]{2}$/.test(record) || own.has(record),
      );
      const references = await writeLines(join(folder, FILES.references), [records]);
      const kitchens: ExportManifest['kitchens'] = {};
      for (const kitchenId of kitchenIds) {
        kitchens[kitchenId] = await writeKitchen(sql, folder, kitchenId, id);
        const { events, readings } = kitchens[kitchenId];
        say(`${kitchenId}: ${events} events, ${readings} readings`);
      }
      return {
        migrations: await appliedMigrations(sql),
        organisation: { name, kind },
        demo,
        method: METHOD_VERSION,
        kitchens,
        people,
        references,
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
    .filter(({ kind }) => kind === 'kitchens')
    .map(({ name }) => `"${name}"`);
  return new UserError(
    `There is no organisation "${named}". ${names.length > 0 ? `Those that have kitchens: ${names.join(', ')}.` : 'No organisation has kitchens yet.'}`,
  );
}

async function writeKitchen(
  sql: Sql,
  folder: string,
  kitchenId: string,
  organisationId: string,
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
  const deadLetters = await writeLines(at('deadLetters'), leavingDeadLetters(sql, kitchenId));
  const { totals, derived } = await kitchenSums(sql, kitchenId);
  return { births, events, readings, hours, commands, deadLetters, totals, derived };
}

function csvOf({ channel, timeMs, value, receivedS }: LeavingReading): string {
  return `${channel},${new Date(timeMs).toISOString()},${value},${new Date(receivedS * 1_000).toISOString()}`;
}

function csvOfHour({ channel, hour, readings, sum, min, max, first, last }: LeavingHour): string {
  return [channel, hour.toISOString(), readings, sum, min, max, first, last].join(',');
}
