import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkReference, ROLES_OF, topics } from '@bakeloop/contracts';
import {
  addCommandSteps,
  bringAuthors,
  bringDeadLetters,
  bringMeters,
  bringPhoto,
  commandsInTheWay,
  countReadings,
  eventsInTheWay,
  foundKitchen,
  hasAnything,
  hasOtherKitchens,
  hasStatus,
  insertCommand,
  kitchenSums,
  lockKitchens,
  ownersOfKitchens,
  PeopleRepository,
  PhotoRepository,
  readReference,
  ReferenceRepository,
  settleDeployment,
  settlePackRuns,
  unknownMigrations,
  whatIsBroughtTo,
  withPhotoLock,
  writeAudit,
  type Engine,
} from '@bakeloop/db';
import { canonicalJson, METHOD_VERSION, type ReferenceRecord } from '@bakeloop/domain';
import {
  contentHash,
  inColumns,
  isBareJpeg,
  maintain,
  PhotoFolder,
  Recorder,
  type PhotoSize,
  type ReadMessage,
} from '@bakeloop/record';
import type { z } from 'zod';
import type { DataSource } from '../database.js';
import { readManifest, verifyFiles } from '../sealed-folder.js';
import { UserError } from '../user-error.js';
import { BY_COMMAND } from './export.js';
import { bringBelongingsTo, bringShared, requireOwn, requireSponsors } from './import-belongings.js';
import {
  birthLine,
  channelLine,
  commandLine,
  deadLetterLine,
  EXPORT,
  eventLine,
  exportManifest,
  FILES,
  kitchenLine,
  metersLine,
  packsLine,
  personLine,
  photoLine,
  readingFields,
  READINGS_HEADER,
  referenceLine,
  type ExportManifest,
  type Source,
} from './lines.js';
import { all, inGroups, readCsv, readLines, ROWS_A_COMMIT } from './text-files.js';

/** Events and readings settled in one commit: each is quickly done, so that what is live waits for none of them long. */
const EVENTS_A_COMMIT = 200;
const READINGS_A_COMMIT = 5_000;
/** Each with a whole message, of up to 256 KiB. */
const DEAD_LETTERS_A_COMMIT = 50;

export interface ImportOptions {
  /** Where photos are kept; null: nowhere here. */
  photosDir?: string | null;
  /** Publish what the target lacks of the reference data also where it moves the figures of other kitchens. */
  publish: boolean;
}

/**
 * Brings an export in, through the code that settles what kitchens send: what is known already changes nothing, so an import
 * that ended half-way is run again. Everything is checked before anything is written, and compared when it is done.
 * @returns what was brought, and sentences about what a person has to know or do
 * @throws UserError when the export is damaged, newer than this program, or does not fit to what is here
 */
export async function importOrganisation(
  database: DataSource,
  engine: Engine,
  place: string,
  { publish, photosDir = null }: ImportOptions,
  say: (line: string) => void,
): Promise<{ manifest: ExportManifest; notices: string[] }> {
  const folder = resolve(place);
  const manifest = await readManifest(folder, EXPORT, exportManifest);
  const source = { folder, manifest };
  const newer = unknownMigrations(manifest.migrations);
  if (newer.length > 0)
    throw new UserError(
      `This export was made by a newer Bakeloop (${manifest.program}): its schema has ${newer.at(-1)}, which this program does not know. Upgrade this Bakeloop first.`,
    );
  await verifyFiles(folder, EXPORT, manifest);
  const listed = new Set(manifest.files.map(({ path }) => path));
  const missing = [
    FILES.people,
    FILES.references,
    ...Object.keys(manifest.kitchens).flatMap((kitchenId) => Object.values(FILES.of(kitchenId))),
  ].filter((path) => !listed.has(path));
  if (missing.length > 0)
    throw new UserError(`The export in ${folder} is not whole: it lacks ${missing[0]}.`);
  await requireRoom(database, manifest);
  const records = await referencesToPublish(database, source, publish);
  await requireOwnPeople(database, source);
  for (const kitchenId of Object.keys(manifest.kitchens)) await requireFit(database, source, kitchenId);
  const known = await new PeopleRepository(database).organisationByName(manifest.organisation.name);
  await requireOwn(database, source, { kitchenId: null, organisationId: known });
  await requireSponsors(database, source);
  if (photosDir === null && Object.values(manifest.kitchens).some(({ photos }) => photos > 0))
    throw new UserError(
      'The export holds photos, and there is no place for them here. Set PHOTOS_DIR to where the API keeps them, and import on that machine.',
    );

  await settleDeployment(database, manifest.demo);
  const { organisationId, notices } = await bringOrganisation(database, source);
  for (const record of records) await new ReferenceRepository(database).publish(record, null);
  const recorder = new Recorder(database);
  for (const kitchenId of Object.keys(manifest.kitchens)) {
    const of = { kitchenId, organisationId };
    await bringKitchen(database, recorder, source, of);
    if (photosDir !== null) await bringPhotosOf(database, source, of, new PhotoFolder(photosDir));
    await bringBelongingsTo(database, source, of);
    say(
      `${kitchenId}: ${manifest.kitchens[kitchenId]?.events} events, ${manifest.kitchens[kitchenId]?.readings} readings`,
    );
  }
  for (let more = true; more;) {
    const round = await maintain(database, engine, Date.now());
    const [failed] = round.failures;
    if (failed !== undefined)
      throw new UserError(
        `All that was exported is in, but deriving from it failed: ${(failed as Error).message}. Import again: it goes on from there.`,
      );
    more = round.more;
  }
  notices.push(...(await bringShared(database, source, organisationId)));
  for (const [kitchenId, { hours }] of Object.entries(manifest.kitchens)) {
    notices.push(...(await compared(database, source, kitchenId)));
    if (hours > 0)
      notices.push(
        `${kitchenId}: what was measured before its readings begin is there as sums by the hour, and stays in ${join(folder, FILES.of(kitchenId).hours)}: charts here begin with the readings.`,
      );
  }
  await writeAudit(database, BY_COMMAND, {
    action: 'organisation.imported',
    subject: `organisation:${organisationId}`,
    after: { madeAt: manifest.madeAt, kitchens: Object.keys(manifest.kitchens) },
  });
  return { manifest, notices };
}

/** @throws UserError where real and simulated numbers would meet, nobody may come so, or a kitchen of that id is another's */
async function requireRoom(
  database: DataSource,
  { demo, kitchens, organisation }: ExportManifest,
): Promise<void> {
  // Its people are staff and admins: no file makes anybody that.
  if (organisation.kind === 'platform')
    throw new UserError(
      'An export is of an organisation that has kitchens, or of a sponsor: this one is of neither.',
    );
  if (organisation.kind === 'sponsor' && Object.keys(kitchens).length > 0)
    throw new UserError(
      `"${organisation.name}" is a sponsor, and the export says that it has kitchens of its own.`,
    );
  const target = await whatIsBroughtTo(database);
  if (demo && target === 'real')
    throw new UserError(
      'This export is of simulated kitchens, and this deployment is a real one: their figures would mix. Name an empty database, or one of a demonstration.',
    );
  if (!demo && target === 'demo')
    throw new UserError(
      'This deployment is a demonstration, and the export is of real kitchens: their figures would mix. Name another database.',
    );
  const taken = (await ownersOfKitchens(database, Object.keys(kitchens))).filter(
    (one) => one.organisation !== organisation.name,
  );
  if (taken.length > 0)
    throw new UserError(
      `Kitchens of these ids are here already and are not of "${organisation.name}": ${taken
        .map(
          ({ kitchenId, organisation: of }) =>
            `${kitchenId} (${of === null ? 'nobody was said to own it' : `of "${of}"`})`,
        )
        .join(', ')}. If they are the same ones, assign them to it on /people, and import again.`,
    );
}

/**
 * Whoever comes with an export belongs to its organisation here, and sees what that has. So where there is one of that name
 * that has anything, it is not for a file to say that they are the same. Done again, all of them are members already.
 * @throws UserError that names whom it would have let in
 */
async function requireOwnPeople(database: DataSource, { folder, manifest }: Source): Promise<void> {
  const people = new PeopleRepository(database);
  const id = await people.organisationByName(manifest.organisation.name);
  if (id === null || !(await hasAnything(database, id))) return;
  const members = new Set((await people.list([id])).map(({ email }) => email));
  for await (const { email } of readLines(join(folder, FILES.people), personLine))
    if (!members.has(email))
      throw new UserError(
        `There is an organisation "${manifest.organisation.name}" here already, and ${email}, who is no member of it, would see what it has. If it is the same organisation, invite them to it on /people, and import again; else rename one of the two. Nothing was brought in.`,
      );
}

/** @returns what is to be published so that figures rest on the same as where they came from, in order of versions */
async function referencesToPublish(
  database: DataSource,
  { folder, manifest }: Source,
  publish: boolean,
): Promise<ReferenceRecord[]> {
  const here = new Map((await readReference(database)).map((record) => [keyOf(record), record]));
  const missing: ReferenceRecord[] = [];
  // What they name of each other may come in the same export.
  const lines = await all(readLines(join(folder, FILES.references), referenceLine));
  const said = [...here.values(), ...(lines as unknown as ReferenceRecord[])];
  for (const line of lines) {
    const known = here.get(keyOf(line));
    if (known !== undefined) {
      if (saysOf(known) === saysOf(line)) continue;
      throw new UserError(
        `Version ${line.version} of the ${line.kind} "${line.id}" says something else here than where the export was made, so the same events would give other figures. Publish what is right on /reference of either deployment as a new version and export again, or import into another deployment.`,
      );
    }
    const { body, problems } = checkReference(line.kind, line.id, line.body, said);
    if (body === null || problems.length > 0)
      throw new UserError(
        `Version ${line.version} of the ${line.kind} "${line.id}" in the export cannot be published here: ${problems.join(' ')}`,
      );
    missing.push({ ...line, body });
  }
  if (missing.length > 0 && !publish && (await hasOtherKitchens(database, Object.keys(manifest.kitchens))))
    throw new UserError(
      `The figures of the export rest on reference data that is not here: ${missing.slice(0, 5).map(keyOf).join(', ')}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}. ` +
        'Publishing it may move the figures of the other kitchens too, each with the publication as its cause. Import again with --publish if that is right.',
    );
  return missing.sort((left, right) => left.version - right.version);
}

const keyOf = ({ kind, id, version }: Pick<ReferenceRecord, 'kind' | 'id' | 'version'>): string =>
  `${kind} ${id} ${version}`;
const saysOf = ({ validFrom, body }: { validFrom: string | null; body: unknown }): string =>
  canonicalJson({ validFrom, body });

/** Reads every line of a kitchen once. @throws UserError for one that does not fit to its schema or to what is here */
async function requireFit(database: DataSource, source: Source, kitchenId: string): Promise<void> {
  const { folder } = source;
  const files = FILES.of(kitchenId);
  const each = async <T>(name: keyof typeof files, schema: z.ZodType<T>): Promise<void> => {
    for await (const _ of readLines(join(folder, files[name]), schema));
  };
  await each('kitchen', kitchenLine);
  await each('channels', channelLine);
  await each('births', birthLine);
  await each('packs', packsLine);
  await each('meters', metersLine);
  for await (const group of inGroups(readLines(join(folder, files.commands), commandLine), ROWS_A_COMMIT)) {
    const [taken] = await commandsInTheWay(
      database,
      kitchenId,
      group.map(({ id }) => id),
    );
    if (taken !== undefined)
      throw new UserError(
        `Command ${taken} of ${kitchenId} is here already for another kitchen. Nothing was brought in: this is not the kitchen that the export is of.`,
      );
  }
  for await (const { topic } of readLines(join(folder, files.deadLetters), deadLetterLine))
    if (/^(?:kitchens\/v1|https kitchens)\/([^/]+)\//.exec(topic)?.[1] !== kitchenId)
      throw new UserError(
        `A dead letter of ${kitchenId} came by "${topic}", which is not its own. Nothing was brought in.`,
      );
  for await (const _ of readCsv(join(folder, files.readings), READINGS_HEADER, readingFields));
  for await (const line of photosIn(source, kitchenId)) await picturesOf(source, kitchenId, line);
  const about = await requireOwn(database, source, { kitchenId, organisationId: null });
  for await (const group of inGroups(readLines(join(folder, files.events), eventLine), ROWS_A_COMMIT)) {
    const events = group.map(({ event }) => ({ id: event.id, contentHash: contentHash(event) }));
    for (const { id } of events) about.delete(id);
    const inTheWay = await eventsInTheWay(database, kitchenId, events);
    if (inTheWay.length > 0)
      throw new UserError(
        `Event ${inTheWay[0]} of ${kitchenId} is here already with other content or for another kitchen${inTheWay.length > 1 ? `, and so are ${inTheWay.length - 1} more` : ''}. Nothing was brought in: this is not the kitchen that the export is of.`,
      );
  }
  for (const [eventId, what] of about)
    throw new UserError(
      `${what} of ${kitchenId} is about the event ${eventId}, which is none of this kitchen. Nothing was brought in.`,
    );
}

/** The organisation, its people without anything that lets them in, and whose the kitchens are. */
async function bringOrganisation(
  database: DataSource,
  { folder, manifest }: Source,
): Promise<{ organisationId: string; notices: string[] }> {
  const { name, kind } = manifest.organisation;
  const notices: string[] = [];
  const organisationId = await database.transaction(async (sql) => {
    const people = new PeopleRepository(sql);
    const id =
      (await people.makeOrganisation(name, kind, { demo: manifest.demo })) ??
      (await people.organisationByName(name));
    if (id === null) throw new Error(`organisation ${name} is neither there nor made`);
    const [there] = await people.organisations([id]);
    if (there?.kind !== kind)
      throw new UserError(`There is an organisation "${name}" here of another kind. Rename one of the two.`);
    await people.ownKitchens(id, Object.keys(manifest.kitchens));
    const roles: readonly string[] = ROLES_OF[kind];
    let fresh = 0;
    for await (const person of readLines(join(folder, FILES.people), personLine)) {
      if (!roles.includes(person.role))
        throw new UserError(
          `${person.email} is ${person.role} in the export, which nobody can be in this organisation.`,
        );
      const personId = await people.findOrMake(person.email, person.name);
      const known = await people.one(personId);
      // Who has another role here, or was shut out here, stays so.
      if (known?.memberships.some(({ organisationId }) => organisationId === id)) continue;
      await people.join(personId, id, person.role);
      fresh++;
    }
    if (fresh > 0)
      notices.push(`${fresh} people came without passwords: make each a link to set one, on /people.`);
    await writeAudit(sql, BY_COMMAND, {
      action: 'organisation.import-begun',
      subject: `organisation:${id}`,
      after: { madeAt: manifest.madeAt, kitchens: Object.keys(manifest.kitchens), people: fresh },
    });
    return id;
  });
  if (Object.keys(manifest.kitchens).length > 0)
    notices.push('Credentials of kitchens stay behind: give each kitchen a new one before it reports here.');
  return { organisationId, notices };
}

async function bringKitchen(
  database: DataSource,
  recorder: Recorder,
  { folder }: Source,
  { kitchenId, organisationId }: { kitchenId: string; organisationId: string },
): Promise<void> {
  const files = FILES.of(kitchenId);
  const lines = <T>(name: keyof typeof files, schema: z.ZodType<T>): AsyncGenerator<T> =>
    readLines(join(folder, files[name]), schema);
  const settle = async (messages: readonly ReadMessage[]): Promise<void> => {
    const { refusals } = await recorder.settleRead(messages);
    if (refusals[0] !== undefined)
      throw new UserError(
        `${kitchenId}: ${refusals[0]}. It is among the refused ones now; what came before it is in.`,
      );
  };
  const [kitchen] = await all(lines('kitchen', kitchenLine));
  if (kitchen?.id !== kitchenId)
    throw new UserError(`${join(folder, files.kitchen)} is not of ${kitchenId}.`);
  const channels = await all(lines('channels', channelLine));
  const { readingsFrom } = kitchen;
  await database.transaction((sql) =>
    foundKitchen(
      sql,
      {
        id: kitchenId,
        firstSeenAt: new Date(kitchen.firstSeenAt),
        readingsFrom: readingsFrom === null ? null : new Date(readingsFrom),
      },
      channels,
    ),
  );
  for await (const { birth, receivedAt } of lines('births', birthLine))
    await settle([message(kitchenId, 'birth', receivedAt, { kind: 'birth', birth })]);
  // It is connected elsewhere, if at all.
  if (kitchen.status && !(await hasStatus(database, kitchenId))) {
    const { session, at } = kitchen.status;
    await settle([
      message(kitchenId, 'status', at, { kind: 'status', status: { session, state: 'offline' } }),
    ]);
  }
  // Readings first: a batch is measured once, when its events are there.
  const readings = readCsv(join(folder, files.readings), READINGS_HEADER, readingFields);
  const units = new Map(channels.map(({ name, unit }) => [name, unit]));
  for await (const group of inGroups(readings, READINGS_A_COMMIT))
    await settle(
      byArrival(group, ([, , , receivedAt]) => receivedAt).map(([receivedAt, rows]) =>
        message(kitchenId, 'telemetry', receivedAt, {
          kind: 'telemetry',
          readings: inColumns(
            rows.map(([channel, time, value], position) => ({
              position,
              channel,
              unit: units.get(channel) ?? null,
              value,
              timeMs: Date.parse(time),
            })),
          ),
        }),
      ),
    );
  for await (const group of inGroups(lines('events', eventLine), EVENTS_A_COMMIT)) {
    await settle(
      byArrival(group, ({ receivedAt, source }) => `${receivedAt} ${source}`).map(([, rows]) => {
        const events = rows.map(({ event }, position) => ({ position, event }));
        const told = message(kitchenId, 'events', rows[0]?.receivedAt ?? '', { kind: 'events', events });
        return rows[0]?.source === 'http' ? { ...told, source: 'http' } : told;
      }),
    );
    const authored = group.flatMap(({ event, loggedBy, sentBy }) =>
      loggedBy === null ? [] : [{ eventId: event.id, email: loggedBy, sentBy }],
    );
    if (authored.length > 0) await bringAuthors(database, organisationId, authored);
  }
  for await (const rows of inGroups(lines('meters', metersLine), ROWS_A_COMMIT))
    await bringMeters(database, kitchenId, rows);
  for await (const rows of inGroups(lines('commands', commandLine), ROWS_A_COMMIT))
    await database.transaction(async (sql) => {
      for (const { steps, createdAt, expiresAt, by, ...command } of rows) {
        await insertCommand(sql, {
          ...command,
          // Who that is was known where it comes from.
          by: { name: by, personId: null },
          kitchenId,
          createdAt: new Date(createdAt),
          expiresAt: new Date(expiresAt),
        });
        await addCommandSteps(
          sql,
          steps.map((step) => ({
            ...step,
            commandId: command.id,
            at: new Date(step.at),
            deviceAt: step.deviceAt === null ? null : new Date(step.deviceAt),
          })),
        );
      }
    });
  for await (const letters of inGroups(lines('deadLetters', deadLetterLine), DEAD_LETTERS_A_COMMIT))
    await database.transaction((sql) => bringDeadLetters(sql, kitchenId, letters));
  for await (const rows of inGroups(lines('packs', packsLine), ROWS_A_COMMIT))
    await database.transaction(async (sql) => {
      await lockKitchens(sql, [kitchenId], new Date());
      await settlePackRuns(
        sql,
        rows.map((row) => ({ ...row, kitchenId })),
      );
    });
}

type PhotoLine = z.infer<typeof photoLine>;

async function* photosIn({ folder, manifest }: Source, kitchenId: string): AsyncGenerator<PhotoLine> {
  if ((manifest.kitchens[kitchenId]?.photos ?? 0) > 0)
    yield* readLines(join(folder, FILES.photosOf(kitchenId).lines), photoLine);
}

/** @throws UserError where the file is not what its line says, or holds more than a picture */
async function picturesOf({ folder }: Source, kitchenId: string, { hash, keptHash }: PhotoLine) {
  const read = (size: PhotoSize) =>
    readFile(join(folder, FILES.photosOf(kitchenId).folder, PhotoFolder.nameOf(hash, size)));
  const pictures = { full: await read('full'), small: await read('small') };
  if (createHash('sha256').update(pictures.full).digest('hex') !== keptHash)
    throw new UserError(
      `Photo ${hash} of ${kitchenId} is not the file that the export says it is: it was changed after it was kept. Export again from where the photo is whole.`,
    );
  if (!isBareJpeg(pictures.full) || !isBareJpeg(pictures.small))
    throw new UserError(
      `Photo ${hash} of ${kitchenId} is no JPEG, or says more than its picture (where it was taken, for example): Bakeloop keeps none of that kind.`,
    );
  return pictures;
}

async function bringPhotosOf(
  database: DataSource,
  source: Source,
  { kitchenId, organisationId }: { kitchenId: string; organisationId: string },
  kept: PhotoFolder,
): Promise<void> {
  for await (const line of photosIn(source, kitchenId)) {
    const { takenAt, reviewedAt, ...photo } = line;
    const { hash, eventId } = photo;
    const pictures = await picturesOf(source, kitchenId, line);
    await withPhotoLock(database, hash, async (sql) => {
      const photos = new PhotoRepository(sql);
      if (!(await photos.isNamed(kitchenId, eventId, hash)))
        throw new UserError(
          `Photo ${hash} of ${kitchenId}: the event ${eventId} is not of this kitchen, or does not name it.`,
        );
      // What was taken away here stays away, and what is here already is not written over.
      if ((await photos.state(kitchenId, hash)) === 'removed') return;
      const { keptHash, bytes, width, height } = await kept.keepOnce(sql, hash, pictures, photo);
      await bringPhoto(sql, organisationId, {
        ...photo,
        keptHash,
        bytes,
        width,
        height,
        kitchenId,
        takenAt: takenAt === null ? null : new Date(takenAt),
        reviewedAt: reviewedAt === null ? null : new Date(reviewedAt),
      });
    });
  }
}

/** What came together, in the order in which it is told. */
function byArrival<T>(rows: readonly T[], keyOfRow: (row: T) => string): [string, T[]][] {
  const runs: [string, T[]][] = [];
  for (const row of rows) {
    const key = keyOfRow(row);
    const last = runs.at(-1);
    if (last?.[0] === key) last[1].push(row);
    else runs.push([key, [row]]);
  }
  return runs;
}

/** As a door would have read it: of no pack, which is settled by its number when all is in. */
function message(
  kitchenId: string,
  stream: Parameters<typeof topics.of>[1],
  receivedAt: string,
  content: ReadMessage['content'],
): ReadMessage {
  return {
    message: {
      topic: topics.of(kitchenId, stream),
      payload: Buffer.alloc(0),
      receivedAt: new Date(receivedAt),
    },
    bytes: 0,
    kitchenId,
    tracking: null,
    content,
    refusals: [],
  };
}

/**
 * Holds what is here now to what the export says.
 * @returns why it could not, where the kitchen has gone on here or its figures rest on something else
 * @throws UserError that names what is missing or other
 */
async function compared(database: DataSource, { manifest }: Source, kitchenId: string): Promise<string[]> {
  const said = manifest.kitchens[kitchenId];
  if (said === undefined) return [];
  const here = await kitchenSums(database, kitchenId);
  const readings = await countReadings(database, kitchenId);
  const lost = [
    ...(here.events < said.events ? [`${said.events - here.events} of ${said.events} events`] : []),
    ...(readings < said.readings ? [`${said.readings - readings} of ${said.readings} readings`] : []),
  ];
  if (lost.length > 0)
    throw new UserError(
      `${kitchenId}: ${lost.join(' and ')} are not here after the import. Keep the export, and report this.`,
    );
  const why =
    here.events > said.events || readings > said.readings
      ? 'it has reported more since'
      : manifest.method !== METHOD_VERSION
        ? 'the export was made by a version with another method'
        : !said.derived
          ? 'they were being derived when the export was made'
          : null;
  if (why !== null) return [`${kitchenId}: the totals were not compared, since ${why}.`];
  const quantities = new Set([...Object.keys(said.totals), ...Object.keys(here.totals)]);
  const differences = [...quantities]
    .filter((quantity) => said.totals[quantity] !== here.totals[quantity])
    .map(
      (quantity) =>
        `  ${quantity}: ${here.totals[quantity] ?? 'none'}, not ${said.totals[quantity] ?? 'none'}`,
    );
  if (differences.length > 0)
    throw new UserError(
      `${kitchenId}: the totals are not those of the export:\n${differences.join('\n')}\nThe facts are the same; newer reference data here gives other figures. If that is not why, keep the export and report this.`,
    );
  return [];
}
