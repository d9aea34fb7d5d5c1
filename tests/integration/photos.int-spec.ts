import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { MAX_PHOTO_BYTES } from '@bakeloop/contracts';
import { createDataSource, detectEngine, PhotoRepository } from '@bakeloop/db';
import { backup, exportOrganisation, importOrganisation, restore } from '@bakeloop/ops';
import { startApi } from '@bakeloop/api';
import { Recorder } from '@bakeloop/record';
import { beforeAll, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { mb1Events } from '../support/batch-log.js';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startIdentityStack, type IdentityStack, type Visitor } from '../support/identity-stack.js';
import { freshDatabase, withPostgresPrograms } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';

const OWN = 'ke-nbo-01';
const OTHER = 'nl-zwo-01';
/** 64 by 48 pixels, made with heif-enc of libheif 1.15. */
const HEIC = Buffer.from(
  'AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAa1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAACAAAAEGlkYXQAAAAAAEAAMAAAADhpbG9jAQAAAERAAAIAAQAAAAAAAAHRAAEAAAAAAAAAGgACAAEAAAAAAAAAAQAAAAAAAAAIAAAAOGlpbmYAAAAAAAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAVaW5mZQIAAAAAAgAAZ3JpZAAAAADYaXBycAAAALZpcGNvAAAAdmh2Y0MBA3AAAAAAAAAAAAAe8AD8/fj4AAAPAyAAAQAYQAEMAf//A3AAAAMAkAAAAwAAAwAeugJAIQABACpCAQEDcAAAAwCQAAADAAADAB6gIIEFlurkprm4EBAwIAAAAwAgAAADACEiAAEABkQBwXPAiQAAABRpc3BlAAAAAAAAAEAAAABAAAAAFGlzcGUAAAAAAAAAQAAAADAAAAAQcGl4aQAAAAADCAgIAAAAGmlwbWEAAAAAAAAAAgABAoECAAICA4QAAAAaaXJlZgAAAAAAAAAOZGltZwACAAEAAQAAACJtZGF0AAAAFigBrxmA70mlv//btkR53Zv8JrWmPm4=',
  'base64',
);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** Every photo of this file is another. */
let shade = 0;
const canvas = (width = 320, height = 240) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: (shade += 7) % 256, b: 90 } } });
const jpeg = (): Promise<Buffer> => canvas().jpeg().toBuffer();

describeWith(['postgres'], 'photos', () => {
  let stack: IdentityStack;
  let directory: string;
  let operator: Visitor;
  let lead: Visitor;
  let staff: Visitor;
  let neighbour: Visitor;
  let sponsor: Visitor;
  let sponsorId: string;

  beforeAll(async () => {
    directory = join(await tempDir(), 'photos');
    stack = await startIdentityStack({ photos: { directory } });
    const kitchens = await stack.organisation('Kitchens of Nairobi', 'kitchens', [OWN]);
    const others = await stack.organisation('Kitchens of Zwolle', 'kitchens', [OTHER]);
    const platform = await stack.organisation('The platform', 'platform');
    sponsorId = await stack.organisation('A sponsor', 'sponsor', [OWN]);
    [operator, lead, staff, neighbour, sponsor] = await Promise.all([
      stack.person('operator', kitchens),
      stack.person('lead', kitchens),
      stack.person('staff', platform),
      stack.person('operator', others),
      stack.person('sponsor', sponsorId),
    ]);
  });

  /** Logs an event that names photos. @returns its id */
  const log = async (hashes: readonly string[], batchId = 'B-1'): Promise<string> => {
    const id = randomUUID();
    const event = {
      id,
      type: 'batch.output',
      time: new Date().toISOString(),
      batchId,
      data: { kind: 'product', productCode: 'beam-2m', pieces: 1, grams: 5_000, photos: hashes },
    };
    const { body } = await operator.ask('POST', `/api/v1/kitchens/${OWN}/events`, { events: [event] });
    expect(body).toMatchObject({ results: [{ id, outcome: 'stored' }] });
    return id;
  };
  const tus = (
    who: Visitor,
    method: string,
    url: string,
    headers: Record<string, string>,
    body?: Uint8Array,
  ) =>
    fetch(new URL(url, stack.api.url), {
      method,
      headers: { ...who.headers, 'tus-resumable': '1.0.0', ...headers },
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    });
  const begin = (o: {
    hash: string;
    eventId: string;
    bytes: number;
    who?: Visitor;
    kitchenId?: string;
    headers?: Record<string, string>;
  }) => {
    const metadata = Object.entries({
      hash: o.hash,
      eventId: o.eventId,
      takenAt: '2026-03-02T13:58:00+03:00',
    })
      .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
      .join(',');
    return tus(o.who ?? operator, 'POST', `/api/v1/kitchens/${o.kitchenId ?? OWN}/photos/uploads`, {
      'upload-length': String(o.bytes),
      'upload-metadata': metadata,
      ...o.headers,
    });
  };
  const patch = (url: string, offset: number, bytes: Uint8Array, who = operator) =>
    tus(
      who,
      'PATCH',
      url,
      { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
      bytes,
    );
  /** Names a photo in an event and sends it. */
  const send = async (
    bytes: Buffer,
    batchId?: string,
  ): Promise<{ answer: Response; hash: string; eventId: string }> => {
    const hash = sha256(bytes);
    const eventId = await log([hash], batchId);
    const begun = await begin({ hash, eventId, bytes: bytes.length });
    expect(begun.status).toBe(201);
    return { answer: await patch(begun.headers.get('location') ?? '', 0, bytes), hash, eventId };
  };
  const see = async (who: Visitor, path: string) => {
    const answer = await fetch(`${stack.api.url}/api/v1${path}`, { headers: who.headers });
    return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  const uploads = () => readdir(join(directory, 'uploads'));

  it('go on at the byte where they stopped, and are seen by who may see the kitchen, and by nobody else (E8)', async () => {
    const bytes = await jpeg();
    const hash = sha256(bytes);
    const eventId = await log([hash]);
    const url = (await begin({ hash, eventId, bytes: bytes.length })).headers.get('location') ?? '';
    // The line breaks in the middle of the body.
    const cut = httpRequest(new URL(url, stack.api.url), {
      method: 'PATCH',
      headers: {
        ...operator.headers,
        'tus-resumable': '1.0.0',
        'content-type': 'application/offset+octet-stream',
        'upload-offset': '0',
        'content-length': String(bytes.length),
      },
    });
    cut.on('error', () => undefined);
    cut.write(bytes.subarray(0, 500));
    const half = join(directory, 'uploads', url.replace(/.*\//, ''));
    await eventually(async () => expect((await stat(half)).size).toBe(500));
    cut.destroy();
    const offset = Number((await tus(operator, 'HEAD', url, {})).headers.get('upload-offset'));
    expect(offset).toBe(500);
    // Another shift may go on with it; a byte that is not the next is refused.
    expect((await patch(url, offset - 1, bytes.subarray(offset - 1), lead)).status).toBe(409);
    const last = await patch(url, offset, bytes.subarray(offset), lead);
    expect([last.status, last.headers.get('bakeloop-photo')]).toEqual([204, 'stored']);
    expect(await uploads()).toEqual([]);

    const { answer, bytes: kept } = await see(operator, `/kitchens/${OWN}/photos/${hash}`);
    // Nothing was in it but the picture: so it is kept to the bit, and its hash proves it.
    expect(sha256(kept)).toBe(hash);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    // It is asked for each time, since it may be taken away; it is sent once.
    const asked = await fetch(`${stack.api.url}/api/v1/kitchens/${OWN}/photos/${hash}`, {
      headers: {
        ...operator.headers,
        'cache-control': 'max-age=0',
        'if-none-match': answer.headers.get('etag') ?? '',
      },
    });
    expect(asked.status).toBe(304);
    const small = await see(staff, `/kitchens/${OWN}/photos/${hash}/small`);
    expect(await sharp(small.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 320 });
    const { body } = await staff.ask('GET', `/api/v1/kitchens/${OWN}/photos?eventId=${eventId}`);
    expect(body).toMatchObject({
      items: [{ hash, eventId, batchId: 'B-1', width: 320, height: 240, public: 'no' }],
    });
    expect((await see(neighbour, `/kitchens/${OWN}/photos/${hash}`)).answer.status).toBe(404);
    expect((await see(neighbour, `/kitchens/${OTHER}/photos/${hash}`)).answer.status).toBe(404);
    expect((await see(sponsor, `/kitchens/${OWN}/photos/${hash}`)).answer.status).toBe(403);
    expect((await see(stack.visitor(), `/kitchens/${OWN}/photos/${hash}`)).answer.status).toBe(401);
  });

  it('are begun only for a kitchen of one’s own, by its own page, for an event of it that names them, and once', async () => {
    const bytes = await jpeg();
    const hash = sha256(bytes);
    const eventId = await log([hash]);
    const of = { hash, eventId, bytes: bytes.length };
    expect((await begin({ ...of, who: neighbour })).status).toBe(404);
    expect((await begin({ ...of, who: sponsor })).status).toBe(403);
    expect((await begin({ ...of, who: stack.visitor() })).status).toBe(401);
    expect((await begin({ ...of, headers: { origin: 'https://evil.example' } })).status).toBe(403);
    expect((await begin({ ...of, who: neighbour, kitchenId: OTHER })).status).toBe(422);
    expect((await begin({ ...of, hash: sha256(Buffer.from('another')) })).status).toBe(422);
    expect((await begin({ ...of, hash: '../../etc/passwd' })).status).toBe(400);
    const url = (await begin(of)).headers.get('location') ?? '';
    expect((await tus(neighbour, 'HEAD', url, {})).status).toBe(404);
    expect(
      (await tus(neighbour, 'HEAD', url.replace(`kitchens/${OWN}`, `kitchens/${OTHER}`), {})).status,
    ).toBe(404);
    expect((await tus(operator, 'HEAD', url.replace(/[^/]+$/, '..%2f..%2fdata'), {})).status).toBe(404);
    // Begun again it is the same upload; sent by two phones at once it is stored once; after that there is nothing more to send.
    const again = await begin(of);
    expect([again.status, again.headers.get('location')]).toEqual([201, url]);
    const twins = await Promise.all([begin(of), begin(of)]);
    expect(twins.map(({ headers }) => headers.get('location'))).toEqual([url, url]);
    const both = await Promise.all([url, url].map((one) => patch(one, 0, bytes)));
    expect(both.map(({ status }) => status).filter((status) => status === 204)).toHaveLength(1);
    expect((await begin(of)).status).toBe(409);
    const rows = await stack.database.query(`SELECT 1 FROM photo WHERE hash = decode($1, 'hex')`, [hash]);
    expect(rows).toHaveLength(1);
    expect(await uploads()).toEqual([]);
  });

  it('are begun for the kitchen that the address names, whatever else stands in it, and only so many at a time', async () => {
    const hash = sha256(await jpeg());
    const eventId = await log([hash]);
    const to = (path: string, hashTo = hash, eventTo = eventId) =>
      tus(operator, 'POST', `/api/v1/kitchens/${path}`, {
        'upload-length': '1000',
        'upload-metadata': Object.entries({ hash: hashTo, eventId: eventTo })
          .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
          .join(','),
      });
    const query = await to(`%6be-nbo-01/photos/uploads?x=/kitchens/${OTHER}/photos/uploads`);
    expect([query.status, await query.json()]).toEqual([
      400,
      expect.objectContaining({ type: '/problems/photo-query' }),
    ]);
    const encoded = await to(`%6be-nbo-01/photos/uploads`);
    const url = encoded.headers.get('location') ?? '';
    expect(url).toContain(`/kitchens/${OWN}/photos/uploads/${OWN}~`);
    expect((await tus(operator, 'HEAD', `${url}?x=/${url}`, {})).status).toBe(400);
    // Of another length it was begun wrongly: what was begun first goes.
    const longer = (await begin({ hash, eventId, bytes: 2_000 })).headers.get('location') ?? '';
    expect((await tus(operator, 'HEAD', url, {})).status).toBe(404);
    expect((await uploads()).filter((name) => name.includes(hash) && !name.endsWith('.json'))).toHaveLength(
      1,
    );

    const many = Array.from({ length: 199 }, (_, nth) =>
      join(directory, 'uploads', `${OWN}~1000~${sha256(Buffer.from(`unfinished ${nth}`))}~${'0'.repeat(32)}`),
    );
    await Promise.all(many.map((file) => writeFile(file, '')));
    const next = sha256(await jpeg());
    const more = await begin({ hash: next, eventId: await log([next]), bytes: 1_000 });
    expect([more.status, await more.json()]).toEqual([
      429,
      expect.objectContaining({ type: '/problems/photos-unfinished' }),
    ]);
    await Promise.all(many.map((file) => rm(file)));
    expect((await tus(operator, 'DELETE', longer, {})).status).toBe(204);
  });

  it('are begun so many at a time over all processes that take them in, and so often by one person', async () => {
    const second = await startApi({
      databaseUrl: stack.databaseUrl,
      mqttUrl: 'mqtt://127.0.0.1:1',
      port: 0,
      logLevel: 'silent',
      photos: { directory },
    });
    atEnd(() => second.stop());
    const beginAt = async (origin: string) => {
      const hash = sha256(await jpeg());
      const metadata = Object.entries({ hash, eventId: await log([hash]) })
        .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
        .join(',');
      return tus(operator, 'POST', `${origin}/api/v1/kitchens/${OWN}/photos/uploads`, {
        'upload-length': '1000',
        'upload-metadata': metadata,
      });
    };
    const both = async () => {
      const answers = await Promise.all(
        [stack.api.url, second.url].flatMap((url) => [beginAt(url), beginAt(url)]),
      );
      for (const answer of answers)
        if (answer.status === 201) await tus(operator, 'DELETE', answer.headers.get('location') ?? '', {});
      return answers.map(({ status }) => status).sort();
    };
    const many = Array.from({ length: 199 }, (_, nth) =>
      join(directory, 'uploads', `${OWN}~1000~${sha256(Buffer.from(`begun ${nth}`))}~${'0'.repeat(32)}`),
    );
    await Promise.all(many.map((file) => writeFile(file, '')));
    expect(await both()).toEqual([201, 429, 429, 429]);
    await Promise.all(many.map((file) => rm(file)));
    const [newest] = await stack.database.query<{ who: string }[]>(
      `SELECT who FROM photo_begun ORDER BY at DESC LIMIT 1`,
    );
    await stack.database.query(`DELETE FROM photo_begun`);
    await stack.database.query(`INSERT INTO photo_begun (who) SELECT $1 FROM generate_series(1, 298)`, [
      newest?.who,
    ]);
    expect(await both()).toEqual([201, 201, 429, 429]);
    await stack.database.query(`UPDATE photo_begun SET at = at - interval '15 minutes'`);
    expect(await both()).toEqual([201, 201, 201, 201]);
  });

  it('are refused when they are not what was named, no picture, or too large; then nothing of them stays', async () => {
    const bytes = await jpeg();
    const hash = sha256(bytes);
    const eventId = await log([hash]);
    const other = Buffer.from(bytes);
    other[300] = (other[300] ?? 0) ^ 1;
    const url = (await begin({ hash, eventId, bytes: bytes.length })).headers.get('location') ?? '';
    const changed = await patch(url, 0, other);
    expect(changed.status).toBe(422);
    expect(await changed.json()).toMatchObject({ type: '/problems/photo-other-hash' });
    expect((await tus(operator, 'HEAD', url, {})).status).toBe(404);

    const page = Buffer.from('<!doctype html><script>alert(1)</script>');
    const disguised = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), page]);
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    for (const bad of [page, disguised, svg, bytes.subarray(0, bytes.length - 300)]) {
      const { answer, hash: named } = await send(bad);
      expect([answer.status, await answer.json()]).toEqual([
        422,
        expect.objectContaining({ type: '/problems/photo-unreadable' }),
      ]);
      expect((await see(staff, `/kitchens/${OWN}/photos/${named}`)).answer.status).toBe(404);
    }
    expect((await begin({ hash, eventId, bytes: MAX_PHOTO_BYTES + 1 })).status).toBe(413);
    const small = (await begin({ hash, eventId, bytes: 100 })).headers.get('location') ?? '';
    expect((await patch(small, 0, bytes)).status).toBe(413);
    await tus(operator, 'DELETE', small, {});
    expect(await uploads()).toEqual([]);
  });

  it('lose where they were taken and all else that a phone wrote into them, whatever was sent by hand', async () => {
    const located = await canvas()
      .withExif({
        IFD0: { Make: 'Phone of Wanjiku' },
        IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '1/1 17/1 0/1' },
      })
      .jpeg()
      .toBuffer();
    expect((await sharp(located).metadata()).exif).toBeDefined();
    const page = Buffer.from('<script>alert(1)</script>');
    const hidden = Buffer.concat([await jpeg(), page]);
    const png = await canvas().png().toBuffer();
    for (const bytes of [located, hidden, png, HEIC]) {
      const { answer, hash } = await send(bytes);
      expect(answer.status).toBe(204);
      const kept = (await see(operator, `/kitchens/${OWN}/photos/${hash}`)).bytes;
      const metadata = await sharp(kept).metadata();
      expect(metadata.format).toBe('jpeg');
      expect(['exif', 'xmp', 'iptc', 'comments'].filter((key) => key in metadata)).toEqual([]);
      for (const said of ['Wanjiku', 'GPS', 'Exif', 'script']) expect(kept.includes(said)).toBe(false);
    }
  });

  it('that were not sent to the end go when their time is over', async () => {
    const bytes = await jpeg();
    const hash = sha256(bytes);
    const eventId = await log([hash]);
    const url = (await begin({ hash, eventId, bytes: bytes.length })).headers.get('location') ?? '';
    await patch(url, 0, bytes.subarray(0, 100));
    expect(await uploads()).not.toEqual([]);
    // One more API on the same folder, by whose settings that time is over.
    const next = await startApi({
      databaseUrl: stack.databaseUrl,
      mqttUrl: 'mqtt://127.0.0.1:1',
      port: 0,
      logLevel: 'silent',
      photos: { directory, unfinishedKeptMs: 1, leftOnDiskBytes: Number.MAX_SAFE_INTEGER },
    });
    atEnd(() => next.stop());
    await eventually(async () => expect(await uploads()).toEqual([]));
    expect((await tus(operator, 'HEAD', url, {})).status).toBe(404);
    // It also leaves more free than its disk has: of one that was begun before, nothing more is taken either.
    const path = (await begin({ hash, eventId, bytes: bytes.length })).headers.get('location') ?? '';
    const full = await patch(new URL(path, next.url).href, 0, bytes);
    expect([full.status, await full.json()]).toEqual([
      507,
      expect.objectContaining({ type: '/problems/disk-full' }),
    ]);
    expect((await tus(operator, 'HEAD', path, {})).headers.get('upload-offset')).toBe('0');
    expect((await tus(operator, 'DELETE', path, {})).status).toBe(204);
  });

  it('are everybody’s once who is in them agreed, for as long as that stands, and can be taken away for good', async () => {
    const bytes = await jpeg();
    const { hash, eventId } = await send(bytes);
    const review = (who: Visitor, body: object) =>
      who.ask('POST', `/api/v1/kitchens/${OWN}/photos/${hash}/review`, body);
    const status = async (path: string) => (await see(stack.visitor(), path)).answer.status;
    const batch = [{ kitchenId: OWN, batchId: 'B-1' }];
    const photos = new PhotoRepository(stack.database);
    const queued = async (queue: string) => {
      const { body } = await lead.ask('GET', `/api/v1/photos?queue=${queue}&limit=200`);
      return (body as { items: { hash: string }[] }).items.some((one) => one.hash === hash);
    };
    expect(await queued('new')).toBe(true);
    expect(await status(`/public/photos/${hash}`)).toBe(404);
    expect(await photos.publicOfBatches(batch)).toEqual([]);
    expect((await review(operator, { decision: 'yes', note: 'they said yes' })).status).toBe(403);
    expect((await review(neighbour, { decision: 'yes', note: 'they said yes' })).status).toBe(403);
    expect((await review(staff, { decision: 'yes', note: '' })).status).toBe(422);
    expect((await review(lead, { decision: 'asked', note: 'form is on its way' })).status).toBe(200);
    expect([await queued('new'), await queued('asked')]).toEqual([false, true]);
    expect(await status(`/public/photos/${hash}`)).toBe(404);
    await review(staff, { decision: 'yes', note: 'signed form 17, both people' });
    expect([await status(`/public/photos/${hash}`), await status(`/public/photos/${hash}/small`)]).toEqual([
      200, 200,
    ]);
    expect(await photos.publicOfBatches(batch)).toMatchObject([{ ...batch[0], hash, width: 320 }]);
    await review(staff, { decision: 'no', note: 'one of them changed their mind' });
    expect(await status(`/public/photos/${hash}`)).toBe(404);
    const audited = await stack.database.query<{ after: object }[]>(
      `SELECT after FROM audit_entry WHERE action = 'photo.reviewed' AND subject = $1 ORDER BY id`,
      [`photo:${OWN}/${hash}`],
    );
    expect(audited.map(({ after }) => after)).toMatchObject([
      { decision: 'asked' },
      { decision: 'yes' },
      { decision: 'no' },
    ]);

    const file = join(directory, hash.slice(0, 2), `${hash}.jpg`);
    expect((await readFile(file)).length).toBeGreaterThan(0);
    await review(lead, { decision: 'remove', note: 'shows a child' });
    await expect(readFile(file)).rejects.toThrow('ENOENT');
    expect((await see(staff, `/kitchens/${OWN}/photos/${hash}`)).answer.status).toBe(404);
    const again = await begin({ hash, eventId, bytes: 1_000 });
    expect([again.status, await again.json()]).toEqual([
      409,
      expect.objectContaining({ type: '/problems/photo-known' }),
    ]);

    // Also while it is on its way: what was taken away meanwhile does not come back, not even on the disk.
    const late = await jpeg();
    const of = { hash: sha256(late), eventId: await log([sha256(late)]), bytes: late.length };
    const url = (await begin(of)).headers.get('location') ?? '';
    await stack.database.query(
      `INSERT INTO photo (kitchen_id, hash, event_id, kept_hash, bytes, width, height, removed_at)
       VALUES ($1, decode($2, 'hex'), $3, decode($2, 'hex'), 1, 1, 1, now())`,
      [OWN, of.hash, of.eventId],
    );
    expect((await patch(url, 0, late)).status).toBe(409);
    await expect(readFile(join(directory, of.hash.slice(0, 2), `${of.hash}.jpg`))).rejects.toThrow('ENOENT');
  });

  it('come back with a backup, and go with their organisation, with what was decided on them', async () => {
    Object.assign(process.env, withPostgresPrograms());
    const { hash } = await send(await jpeg());
    const { hash: removed } = await send(await jpeg());
    for (const [one, decision] of [
      [hash, 'yes'],
      [removed, 'remove'],
    ])
      await staff.ask('POST', `/api/v1/kitchens/${OWN}/photos/${one}/review`, { decision, note: 'form 17' });
    const named = (at: string, file: string) => join(at, file.slice(0, 2), file);
    const folder = await tempDir();
    const settings = { HOST: '127.0.0.1', PORT: 7_700, MQTT_PORT: 1_883, BAKELOOP_DATA: 'none' };
    await expect(
      backup({ ...settings, DATABASE_URL: stack.databaseUrl }, join(folder, 'nowhere')),
    ).rejects.toThrow('Set PHOTOS_DIR');
    await backup(
      { ...settings, DATABASE_URL: stack.databaseUrl, PHOTOS_DIR: directory },
      join(folder, 'backup'),
    );
    const back = join(folder, 'photos-back');
    const target = await freshDatabase({ migrated: false });
    await restore({ ...settings, DATABASE_URL: target, PHOTOS_DIR: back }, join(folder, 'backup'));
    for (const file of [`${hash}.jpg`, `${hash}.small.jpg`])
      expect(await readFile(named(back, file))).toEqual(await readFile(named(directory, file)));
    expect(await readdir(back)).not.toContain('uploads');

    const exported = (place: string) =>
      exportOrganisation(
        stack.database,
        'Kitchens of Nairobi',
        join(folder, place),
        () => undefined,
        directory,
      );
    await exported('export');
    const original = await readFile(named(directory, `${hash}.jpg`));
    await writeFile(named(directory, `${hash}.jpg`), await jpeg());
    await exported('forged');
    await writeFile(named(directory, `${hash}.jpg`), original);
    const there = createDataSource(await freshDatabase());
    await there.initialize();
    atEnd(() => there.destroy());
    const photosDir = join(folder, 'photos-there');
    const bring = async (place: string | null, from = 'export') =>
      importOrganisation(
        there,
        await detectEngine(there),
        join(folder, from),
        { publish: false, photosDir: place },
        () => undefined,
      );
    await expect(bring(null)).rejects.toThrow('Set PHOTOS_DIR');
    await expect(bring(photosDir, 'forged')).rejects.toThrow(`Photo ${hash} of ${OWN} is not the file`);
    await bring(photosDir);
    // What is here already stays as it is.
    const small = named(photosDir, `${hash}.small.jpg`);
    const own = await jpeg();
    await writeFile(small, own);
    await bring(photosDir);
    expect(await readFile(small)).toEqual(own);
    expect(await readFile(named(photosDir, `${hash}.jpg`))).toEqual(
      await readFile(named(directory, `${hash}.jpg`)),
    );
    await expect(readFile(named(photosDir, `${removed}.jpg`))).rejects.toThrow('ENOENT');
    expect(
      (await new PhotoRepository(there).publicOfBatches([{ kitchenId: OWN, batchId: 'B-1' }])).map(
        (one) => one.hash,
      ),
    ).toEqual([hash]);
  });

  it('of a sponsor’s batch are on their page, behind their links and with the story of the kitchen, while consent stands', async () => {
    const startMs = Date.now() - 86_400_000;
    const made = mb1Events({ batchId: 'B-shared', startMs });
    await new Recorder(stack.database).settleEvents(OWN, made, { receivedAt: new Date() });
    const [{ hash }, { hash: other }] = [
      await send(await jpeg(), 'B-shared'),
      await send(await jpeg(), 'B-shared'),
    ];
    const asked = async (who: Visitor, method: string, path: string, body?: object) => {
      const answer = await who.ask(method, `/api/v1${path}`, body);
      expect([path, answer.status]).toEqual([path, 200]);
      return answer.body;
    };
    const decide = (of: string, decision: string) =>
      asked(staff, 'POST', `/kitchens/${OWN}/photos/${of}/review`, { decision, note: 'signed form 17' });
    await asked(staff, 'POST', `/sponsors/${sponsorId}/allocations`, {
      shares: [{ kitchenId: OWN, batchId: 'B-shared', grams: 1_000 }],
      why: 'their gift of 2026',
    });
    const share = async (scope: string) =>
      (await asked(sponsor, 'POST', '/shared-links', {
        organisationId: sponsorId,
        scope,
        title: 'Our beams',
        days: 1,
      })) as { id: string; secret: string };
    const links = [
      await share(`sponsor:${sponsorId}`),
      await share(`batch:${OWN}/B-shared`),
      await share(`kitchen:${OWN}`),
    ];
    const open = (path: string) => stack.visitor().ask('GET', path, undefined, { 'accept-language': 'nl' });
    const shown = async () => {
      const pages = [
        JSON.stringify(await asked(sponsor, 'GET', `/sponsors/${sponsorId}`)),
        ...(await Promise.all(
          [`/stories/${OWN}`, ...links.map(({ secret }) => `/s/${secret}`)].map(
            async (path) => (await open(path)).body as string,
          ),
        )),
      ];
      return { pages, of: (one: string) => pages.map((page) => page.includes(one)) };
    };
    const [none, all] = [Array<boolean>(5).fill(false), Array<boolean>(5).fill(true)];
    expect((await shown()).of(hash)).toEqual(none);
    await decide(hash, 'yes');
    await decide(other, 'asked');
    const now = await shown();
    expect([now.of(hash), now.of(other)]).toEqual([all, none]);
    const day = new Intl.DateTimeFormat('nl-NL', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date());
    for (const html of now.pages.slice(1)) {
      const [, src = '', rest = ''] = /<img src="([^"]*)"([^>]*)>/.exec(html) ?? [];
      expect(rest).toMatch(
        new RegExp(` width="320" height="240" loading="lazy" .* alt="Foto: .+, one, ${day}"$`),
      );
      expect((await fetch(new URL(src, stack.api.url))).headers.get('content-type')).toBe('image/jpeg');
    }
    await decide(hash, 'no');
    expect((await shown()).of(hash)).toEqual(none);

    await decide(hash, 'yes');
    for (const { id, secret } of links) {
      const photo = `/s/${secret}/photos/${hash}`;
      expect([
        (await open(`${photo}/small`)).status,
        (await open(`/s/${secret}/photos/${other}`)).status,
      ]).toEqual([200, 404]);
      await asked(sponsor, 'DELETE', `/shared-links/${id}`);
      for (const path of [`/s/${secret}`, photo, `${photo}/small`]) {
        const over = await open(path);
        expect([path, over.status, String(over.body).includes(hash)]).toEqual([path, 410, false]);
      }
    }
  });
});
