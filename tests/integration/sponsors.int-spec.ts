import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { routes, type RouteName } from '@bakeloop/contracts';
import { LedgerRepository, ShareRepository } from '@bakeloop/db';
import { Recorder } from '@bakeloop/record';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { mb1Events } from '../support/batch-log.js';
import { tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import {
  startIdentityStack,
  type Answer,
  type IdentityStack,
  type Visitor,
} from '../support/identity-stack.js';
import { pdfText } from '../support/pdf-text.js';
import { describeWith } from '../support/programs.js';
import { walk } from '../support/walk.js';

const KITCHEN = 'ke-nbo-01';
const OTHER = 'nl-zwo-01';
/** Recycled plastic of vector MB-1, whole grams: 390.969 kg. */
const OUTPUT = 390_969;
const DAY_MS = 86_400_000;
const PLATFORM = { kind: 'platform' as const, id: null, address: null, requestId: null };

/** What anybody is told, by route of the API: a field that is new here is public, and who adds one says so. */
const PUBLIC_FIELDS: Record<string, string> = {
  flows: 'batchId eventId flags from grams id kind label links lotId nodes to',
  flowsTable: 'from fromKind grams to toKind',
  method:
    'additive better by definition digits dimension example formula group id inputs means metrics name pitfalls quantities quantity source sources title unit value version',
  metrics:
    'batchesFinished batchesFlagged batchesWithEnergy conservative coverage events evidence expected factorSets from high inputs intakesWithMoisture items knownOn low methodVersion metric name parts quality range readings reason received scope to unit value',
  metricsTable:
    'conservative factorSets from high knownOn low methodVersion metric name quality reason scope to unit value',
  permissions:
    'admin lead method name operator path permission permissions public reaches routes says sponsor staff summary',
  publicKitchens: 'country id items lastMessageAt name place position recycledGrams running today',
  receiptKeys: 'crv keys kid kty use x',
  status: 'canary database demo engine history lateAfterSeconds rollups sentAt state version',
  totals:
    'batchCount batchFinishedCount batchFlaggedCount batches batchesFinished batchesFlagged batchesWithEnergy by coverage day energyWh feedGrams from goodGrams goodGramsWithEnergy goodPieces intakeCount intakeDryGrams intakeGrossGrams intakeNetGrams intakeWithoutMoistureCount intakes intakesWithMoisture kitchenId kitchens kitchensWithData processLossGrams purgeGrams recycledGrams regrindGrams rejectedGrams residueGrams rows sum to totals unaccountedGrams',
  totalsTable:
    'batchCount batchFinishedCount batchFlaggedCount day energyWh feedGrams goodGrams goodGramsWithEnergy goodPieces intakeCount intakeDryGrams intakeGrossGrams intakeNetGrams intakeWithoutMoistureCount kitchenId processLossGrams purgeGrams recycledGrams regrindGrams rejectedGrams residueGrams unaccountedGrams',
};

describeWith(['postgres'], 'sponsors', () => {
  let stack: IdentityStack;
  let recorder: Recorder;
  let shares: ShareRepository;
  let staff: Visitor;
  let sponsor: Visitor;
  let other: Visitor;
  let sponsorId: string;
  let otherId: string;

  const log = async (batchId: string, daysAgo = 1): Promise<ReturnType<typeof mb1Events>> => {
    const events = mb1Events({ batchId, startMs: Date.now() - daysAgo * DAY_MS });
    await recorder.settleEvents(KITCHEN, events, { receivedAt: new Date() });
    return events;
  };
  const read = <N extends RouteName>(name: N, { status, body }: Answer) => {
    if (status !== 200) throw new Error(`${name}: ${status} ${JSON.stringify(body)}`);
    return routes[name].answer.parse(body) as z.output<(typeof routes)[N]['answer']>;
  };
  const issue = (of: string, batchId: string, grams: number): Promise<Answer> =>
    staff.ask('POST', `/api/v1/sponsors/${of}/allocations`, {
      shares: [{ kitchenId: KITCHEN, batchId, grams }],
      why: 'their gift of 2026',
    });
  const lead = (serial: string, body: object): Promise<Answer> =>
    staff.ask('POST', `/api/v1/allocations/${serial}`, body);

  beforeAll(async () => {
    const webDir = await tempDir();
    await writeFile(
      join(webDir, 'index.html'),
      '<html><head></head><body><div id="root"></div></body></html>',
    );
    stack = await startIdentityStack({ webDir });
    recorder = new Recorder(stack.database);
    shares = new ShareRepository(stack.database);
    sponsorId = await stack.organisation('A sponsor', 'sponsor', [KITCHEN]);
    otherId = await stack.organisation('Another sponsor', 'sponsor');
    const platform = await stack.organisation('The platform', 'platform');
    [staff, sponsor, other] = await Promise.all([
      stack.person('staff', platform),
      stack.person('sponsor', sponsorId),
      stack.person('sponsor', otherId),
    ]);
    await log('B-first', 3);
    await log('B-second', 2);
  });

  describe('what a batch made', () => {
    it('is allocated to nobody twice, however many ask at once', async () => {
      await log('B-crowd');
      const asked = await Promise.allSettled(
        Array.from({ length: 50 }, () =>
          shares.issue(sponsorId, [{ kitchenId: KITCHEN, batchId: 'B-crowd', grams: 10_000 }], 'a crowd', {
            personId: null,
            actor: PLATFORM,
          }),
        ),
      );
      const got = asked.filter(({ status }) => status === 'fulfilled').length;
      expect(got).toBe(Math.floor(OUTPUT / 10_000));
      const reasons = asked.flatMap((one) =>
        one.status === 'rejected' ? [(one.reason as Error).message] : [],
      );
      expect(new Set(reasons.map((reason) => /made 390969 g/.test(reason)))).toEqual(new Set([true]));
      const serials = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(new Set(serials).size).toBe(got);
    });

    it('cannot be given beyond it by any statement, nor taken back or changed', async () => {
      const { database } = stack;
      const serial = await shares.issue(
        sponsorId,
        [{ kitchenId: KITCHEN, batchId: 'B-crowd', grams: 500 }],
        'the last of it',
        { personId: null, actor: PLATFORM },
      );
      const direct = `INSERT INTO share (serial, kitchen_id, batch_id, grams) VALUES ($1, $2, 'B-crowd', 10000)`;
      await expect(database.query(direct, [serial, KITCHEN])).rejects.toThrow();
      await expect(database.query(`UPDATE share SET grams = 1`)).rejects.toThrow('not changed');
      await expect(database.query(`DELETE FROM allocation_step`)).rejects.toThrow('not changed');
      await expect(
        database.query(`UPDATE allocation SET state = 'retired' WHERE serial = $1`, [serial]),
      ).rejects.toThrow('does not become');
    });

    it('is taken from the oldest first, as the preview says, and followed to where it is', async () => {
      const preview = read(
        'previewShares',
        await staff.ask('POST', '/api/v1/shared-output/preview', { kitchenIds: [KITCHEN], grams: 500_000 }),
      );
      expect(preview.shares.map(({ batchId, grams }) => [batchId, grams])).toEqual([
        ['B-first', OUTPUT],
        ['B-second', 500_000 - OUTPUT],
      ]);
      expect(preview.missingGrams).toBe(0);
      const body = {
        shares: preview.shares.map(({ kitchenId, batchId, grams }) => ({ kitchenId, batchId, grams })),
        why: 'their gift of 2026',
      };
      const path = `/api/v1/sponsors/${sponsorId}/allocations`;
      const { serial } = read('issueShares', await staff.ask('POST', path, body));
      // The same once more finds that it is gone, and changes nothing.
      const again = await staff.ask('POST', path, body);
      expect([again.status, (again.body as { type: string }).type]).toEqual([409, '/problems/beyond-output']);

      const view = read('sponsor', await sponsor.ask('GET', `/api/v1/sponsors/${sponsorId}`));
      const own = view.allocations.find((one) => one.serial === serial);
      expect(own).toMatchObject({
        state: 'issued',
        figure: { allocatedGrams: 500_000, standingGrams: 500_000 },
      });
      expect(own?.figure.conservativeGrams).toBeLessThan(500_000);
      const first = view.batches.find(({ batchId }) => batchId === 'B-first');
      expect(first?.places?.length).toBeGreaterThan(0);
    });

    it('is seen by the sponsor whose it is, and by no other', async () => {
      expect((await other.ask('GET', `/api/v1/sponsors/${sponsorId}`)).status).toBe(404);
      const { items } = read('sponsors', await other.ask('GET', '/api/v1/sponsors'));
      expect(items.map(({ id }) => id)).toEqual([otherId]);
      expect((await other.ask('POST', `/api/v1/sponsors/${otherId}/allocations`, {})).status).toBe(403);
    });

    it('is listed sponsor by sponsor, page by page, and found by words of a name', async () => {
      const page = async (query: string) =>
        read('sponsors', await staff.ask('GET', `/api/v1/sponsors?${query}`));
      const whole = (await page('limit=200')).items.map(({ name }) => name);
      expect(whole).toEqual(expect.arrayContaining(['A sponsor', 'Another sponsor']));
      expect((await walk(page, 1)).map(({ name }) => name)).toEqual(whole);
      expect((await page('q=SPONSOR%20another')).items).toMatchObject([{ id: otherId, allocations: 0 }]);
      const others = read('sponsors', await other.ask('GET', '/api/v1/sponsors?q=A'));
      expect(others.items.map(({ id }) => id)).toEqual([otherId]);
    });

    it('goes on from issued to retired for good, with who, when, why and for whom; a claim can be checked by anybody', async () => {
      await log('B-way');
      const { serial } = read('issueShares', await issue(sponsorId, 'B-way', 1_000));
      const check = () => stack.visitor().ask('GET', `/api/v1/public/allocations/${serial.toLowerCase()}`);
      const retire = { to: 'retired', why: 'year report', beneficiary: 'The school of Kibera' };
      expect((await lead(serial, retire)).status).toBe(409);
      expect((await lead(serial, { to: 'reserved', why: 'promised' })).status).toBe(200);
      expect((await check()).status).toBe(404);
      expect((await lead(serial, { to: 'retired', why: 'nobody named' })).status).toBe(422);
      expect((await lead(serial, retire)).status).toBe(200);
      for (const to of ['reserved', 'cancelled'])
        expect((await lead(serial, { to, why: 'back' })).status).toBe(409);
      expect(read('checkAllocation', await check())).toMatchObject({
        serial,
        beneficiary: 'The school of Kibera',
        batches: 1,
      });
      const audit = await stack.database.query<{ action: string }[]>(
        `SELECT action FROM audit_entry WHERE subject = $1 ORDER BY id`,
        [`allocation:${serial}`],
      );
      expect(audit.map(({ action }) => action)).toEqual(['share.issued', 'share.reserved', 'share.retired']);
    });

    it('is free again where an allocation is cancelled', async () => {
      await log('B-back');
      const { serial } = read('issueShares', await issue(sponsorId, 'B-back', OUTPUT));
      expect((await issue(otherId, 'B-back', 1)).status).toBe(409);
      expect((await lead(serial, { to: 'cancelled', why: 'the wrong sponsor' })).status).toBe(200);
      expect((await issue(otherId, 'B-back', OUTPUT)).status).toBe(200);
    });

    it('is flagged, shown as what still stands, and given no further where a correction lowers it', async () => {
      const events = await log('B-short');
      const { serial } = read('issueShares', await issue(sponsorId, 'B-short', 300_000));
      const input = events.find(({ type }) => type === 'batch.output');
      if (!input) throw new Error('the batch has no output');
      const lower = {
        ...structuredClone(input),
        id: randomUUID(),
        supersedes: input.id,
        reason: 'weighed with the pallet',
      } as unknown as { data: { grams: number } };
      lower.data.grams = 150_000;
      await recorder.settleEvents(KITCHEN, [lower as never], { receivedAt: new Date() });
      expect((await issue(otherId, 'B-short', 1)).status).toBe(409);
      const { beyondOutput } = read('sharedOutput', await staff.ask('GET', '/api/v1/shared-output'));
      expect(beyondOutput).toMatchObject([{ batchId: 'B-short', allocatedGrams: 300_000 }]);
      const view = read('sponsor', await sponsor.ask('GET', `/api/v1/sponsors/${sponsorId}`));
      const short = view.batches.find(({ batchId }) => batchId === 'B-short');
      expect(short?.standingGrams).toBe(short?.outputGrams);
      expect(short?.standingGrams).toBeLessThan(300_000);
      const [restated] = await new LedgerRepository(stack.database).restated(new Date(Date.now() - DAY_MS));
      expect(restated).toMatchObject({ cause: 'event', times: 1 });
      expect(restated?.recycledGrams).toBeLessThan(-200_000);
      await lead(serial, { to: 'reserved', why: 'promised' });
      // What is no longer there is claimed by nobody.
      expect((await lead(serial, { to: 'retired', why: 'year', beneficiary: 'x' })).status).toBe(409);
    });
  });

  describe('a link', () => {
    const share = async (
      body: object = {},
      who: Visitor = sponsor,
    ): Promise<{ id: string; secret: string }> =>
      read(
        'makeSharedLink',
        await who.ask('POST', '/api/v1/shared-links', {
          organisationId: sponsorId,
          scope: `sponsor:${sponsorId}`,
          title: 'Our 340 kg',
          days: 30,
          ...body,
        }),
      );
    /** Page, data for people and for programs, document, share card, frame, line, and photos large and small. */
    const DOORS = [
      '',
      '/figures.csv',
      '/figures.json',
      '/figures.pdf',
      '/card.png',
      '/embed',
      '/live',
      `/photos/${'a'.repeat(64)}`,
      `/photos/${'a'.repeat(64)}/small`,
    ];
    const at = (secret: string, door = '', headers = {}) =>
      fetch(`${stack.api.url}/s/${secret}${door}`, { headers, redirect: 'manual' });

    it('shows what it is for without a sign-in, counts who looks, and is kept as a digest', async () => {
      const { id, secret } = await share();
      const page = await at(secret, '', { 'accept-language': 'nl' });
      expect(page.status).toBe(200);
      const html = await page.text();
      for (const words of ['lang="nl"', 'Our 340 kg', 'B-first', 'Beam 2 m', 'De partijen', 'noindex'])
        expect(html).toContain(words);
      expect(html).not.toContain('beam-2m');
      expect(await (await at(secret, '/figures.csv')).text()).toContain('B-first');
      const png = Buffer.from(await (await at(secret, '/card.png')).arrayBuffer());
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1_200, 630]);
      const pdf = await at(secret, '/figures.pdf?lang=nl');
      expect(pdf.headers.get('content-type')).toBe('application/pdf');
      expect(pdfText(Buffer.from(await pdf.arrayBuffer()))).toMatch(/B-first · Beam 2 m/);
      const framed = await at(secret, '/embed');
      expect(framed.headers.get('content-security-policy')).toContain('frame-ancestors *');
      await eventually(async () => {
        const { items } = read('sharedLinks', await sponsor.ask('GET', '/api/v1/shared-links'));
        expect(items.find((one) => one.id === id)).toMatchObject({ views: 1, hasPassword: false });
      });
      expect(JSON.stringify(await stack.database.query(`SELECT * FROM shared_link`))).not.toContain(secret);
    });

    it('is listed page by page, newest first, and found by words of what it says of itself', async () => {
      for (const title of ['Paper one', 'Paper two', 'Paper three']) await share({ title });
      const page = async (query: string, who = sponsor) =>
        read('sharedLinks', await who.ask('GET', `/api/v1/shared-links?${query}`));
      const papers = await walk((query) => page(`q=paper&${query}`), 2);
      expect(papers.map(({ title }) => title)).toEqual(['Paper three', 'Paper two', 'Paper one']);
      expect((await page('q=SPONSOR%20two')).items.map(({ title }) => title)).toEqual(['Paper two']);
      expect((await page('q=paper', other)).items).toEqual([]);
      // What a link to everything is said to show, in the languages of its page.
      await share({ title: 'Whole', scope: 'portfolio' });
      for (const words of ['ALL%20kitchens', 'alle%20keukens'])
        expect((await page(`q=${words}`)).items.map(({ title }) => title)).toEqual(['Whole']);
    });

    it('that was revoked, has expired or never was is gone at every door, without a row; who looks is told at once', async () => {
      const { id, secret } = await share();
      const line = await at(secret, '/live');
      const heard = line.text();
      expect((await other.ask('DELETE', `/api/v1/shared-links/${id}`)).status).toBe(404);
      const beganMs = performance.now();
      expect((await sponsor.ask('DELETE', `/api/v1/shared-links/${id}`)).status).toBe(200);
      expect(await heard).toContain('event: over');
      expect(performance.now() - beganMs).toBeLessThan(5_000);

      const expired = await share();
      await stack.database.query(`UPDATE shared_link SET expires_at = now() WHERE id = $1`, [expired.id]);
      const never = Buffer.alloc(32, 7).toString('base64url');
      for (const door of DOORS) {
        const answers = await Promise.all(
          [secret, expired.secret, never].map(async (one) => {
            const response = await at(one, door);
            return { status: response.status, text: (await response.text()).replaceAll(one, '') };
          }),
        );
        expect([door, answers.map(({ status }) => status)]).toEqual([door, [410, 410, 410]]);
        expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
        expect(answers[0]?.text).not.toMatch(/B-first|Our 340|A sponsor/);
      }
    });

    it('with a password says nothing before it is told, and tires of guesses', async () => {
      const { secret } = await share({ password: 'oven stone river', mayDownload: false });
      for (const door of DOORS) {
        const response = await at(secret, door);
        expect([door, response.status]).toEqual([door, 401]);
        expect(await response.text()).not.toMatch(/B-first|Our 340|A sponsor/);
      }
      const tell = (password: string) =>
        fetch(`${stack.api.url}/s/${secret}`, {
          method: 'POST',
          redirect: 'manual',
          body: new URLSearchParams({ password }),
        });
      const told = await tell('oven stone river');
      expect(told.status).toBe(303);
      const cookie = told.headers.get('set-cookie')?.split(';')[0] ?? '';
      expect(await (await at(secret, '', { cookie })).text()).toContain('Our 340 kg');
      expect((await at(secret, '/figures.csv', { cookie })).status).toBe(403);
      const another = await share({ password: 'oven stone river' });
      expect((await at(another.secret, '', { cookie })).status).toBe(401);
      const guesses = await Promise.all(Array.from({ length: 10 }, () => tell('wrong')));
      expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401]));
      expect((await tell('oven stone river')).status).toBe(429);
    });

    it('ended while it waits behind another on one connection takes nobody else along', async () => {
      const [first, second] = await Promise.all([share(), share()]);
      const { hostname, port } = new URL(stack.api.url);
      const socket = connect(Number(port), hostname).on('error', () => undefined);
      let heard = '';
      socket.on('data', (data) => (heard += data.toString()));
      for (const { secret } of [first, second])
        socket.write(`GET /s/${secret}/live HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
      await eventually(() => {
        expect(heard).toContain('text/event-stream');
      });
      expect((await sponsor.ask('DELETE', `/api/v1/shared-links/${second.id}`)).status).toBe(200);
      const before = heard.length;
      await eventually(() => {
        expect(heard.length).toBeGreaterThan(before);
      });
      expect((await at(first.secret)).status).toBe(200);
      socket.destroy();
    });

    it('is listened to by so many of one network at most, and who leaves makes room', async () => {
      const { secret } = await share();
      const leaving = new AbortController();
      const listen = () => fetch(`${stack.api.url}/s/${secret}/live`, { signal: leaving.signal });
      const answers = await Promise.all(Array.from({ length: 25 }, listen));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(5);
      leaving.abort();
      await eventually(async () => {
        const again = await at(secret, '/live');
        await again.body?.cancel();
        expect(again.status).toBe(200);
      });
    });

    it('reaches no further than who makes it', async () => {
      const make = (who: Visitor, body: object) =>
        who.ask('POST', '/api/v1/shared-links', {
          organisationId: sponsorId,
          title: 'x',
          days: 1,
          scope: 'portfolio',
          ...body,
        });
      expect((await make(other, {})).status).toBe(404);
      expect((await make(sponsor, { scope: `kitchen:${KITCHEN}` })).status).toBe(200);
      const out = await make(sponsor, { scope: `kitchen:${OTHER}` });
      const never = await make(sponsor, { scope: 'kitchen:xx-never-99' });
      expect([out.status, never.status]).toEqual([404, 404]);
      expect(JSON.stringify(out.body).replaceAll(OTHER, 'xx-never-99')).toBe(JSON.stringify(never.body));
      expect((await make(staff, { scope: `sponsor:${otherId}` })).status).toBe(404);
      // Who sees it themselves is told what is missing.
      const notTheirs = await make(staff, { scope: `kitchen:${OTHER}` });
      expect([notTheirs.status, notTheirs.body]).toEqual([
        422,
        expect.objectContaining({ detail: expect.stringContaining(`${OTHER} is not attributed to`) }),
      ]);
    });
  });

  it('the public pages answer in the language of who asks, from memory, and caches are told so', async () => {
    const asked = (path: string, headers: Record<string, string>) =>
      stack.visitor().ask('GET', path, undefined, headers);
    const home = await asked('/', { 'accept-language': 'nl-NL,nl;q=0.9,en;q=0.5' });
    expect(home.body).toContain('Plastic afval, gebakken tot muren.');
    expect(home.headers.get('vary')).toBe('accept-encoding, accept-language, cookie');
    // Who has signed in comes for the app, unless the address names a language: two pages, whichever is asked for first.
    const signedIn = { cookie: 'bakeloop=x; bakeloop-lang=nl' };
    for (const [path, own] of [
      ['/?lang=nl', '<html lang="nl"'],
      ['/', 'id="root"'],
      ['/?lang=nl', '<html lang="nl"'],
    ] as const)
      expect((await asked(path, signedIn)).body).toContain(own);
    expect((await asked('/changes?lang=en', { 'accept-language': 'nl' })).body).toContain('lang="en"');
    const again = await asked('/changes?lang=nl', {});
    const etag = again.headers.get('etag') ?? '';
    expect((await asked('/changes?lang=nl', { 'if-none-match': etag })).status).toBe(304);
    expect((await asked('/stories/xx-never-99', {})).status).toBe(404);
    const card = await fetch(`${stack.api.url}/cards/kitchens/${KITCHEN}.png`);
    expect([card.status, card.headers.get('content-type')]).toEqual([200, 'image/png']);
  });

  it('every public page is whole in both languages, and leads on in the one it is in', async () => {
    const pages: [path: string, status: number][] = [
      ['/stories', 200],
      [`/stories/${KITCHEN}`, 200],
      ['/stories/xx-never-99', 404],
      ['/method', 200],
      ['/metrics/diverted', 200],
      ['/metrics/diverted?scope=product:beam-2m&from=2026-01-01&to=&knownOn=&utm_source=post', 200],
      ['/metrics/diverted?from=-29d&to=-0d', 200],
      ['/metrics/diverted?from=2026-02-30', 400],
      ['/metrics/diverted?scope=kitchen:ke-nbo-01', 401],
      ['/metrics/diverted?scope=product:never', 404],
      ['/metrics/none', 404],
      ['/permissions', 200],
      ['/reference', 200],
      ['/reference/baseline', 200],
      ['/reference/product/beam-2m', 200],
      ['/reference/product/never', 404],
      ['/check', 200],
      ['/check?serial=BL-2026-000123-38', 200],
      ['/changes', 200],
      ['/share', 200],
      ['/open/', 200],
      ['/open/never.csv', 404],
      ['/embed/never', 404],
      [`/s/${Buffer.alloc(32, 7).toString('base64url')}`, 410],
      ['/sponsors', 401],
      ['/sign-in?next=/sponsors', 200],
    ];
    for (const [path, status] of pages)
      for (const language of ['en', 'nl']) {
        const asked = `${path}${path.includes('?') ? '&' : '?'}lang=${language}`;
        const answer = await stack.visitor().ask('GET', asked, undefined, { accept: 'text/html' });
        const html = String(answer.body).replace(/<nav class="languages".*?<\/nav>/, '');
        expect([asked, answer.status]).toEqual([asked, status]);
        expect(html).toContain(`<html lang="${language}">`);
        const onward = [
          ...html.matchAll(
            /<a href="(\/(?:stories|method|permissions|check|changes|share|reference)[^"]*)"/g,
          ),
        ];
        const others = onward
          .map(([, href = '']) => href)
          .filter((href) => !href.includes(`lang=${language}`));
        // To the page itself in the app, where there is one.
        expect([asked, others.filter((href) => href !== `${path.split('?')[0]}?app`)]).toEqual([asked, []]);
        if (status === 200 && !html.includes('noindex'))
          expect(html).toMatch(/<link rel="alternate" hreflang="nl" href="[^"]+lang=nl/);
      }
    // Without a language in the address, English is the app; who cannot run it is led to the same.
    const app = await fetch(`${stack.api.url}/metrics/diverted?from=2026-01-01`);
    expect(await app.text()).toContain(
      '<noscript><meta http-equiv="refresh" content="0;url=/metrics/diverted?from=2026-01-01&amp;lang=en"></noscript>',
    );
    const dutch = { 'accept-language': 'nl' };
    expect((await stack.visitor().ask('GET', '/method', undefined, dutch)).body).toContain(
      '<html lang="nl">',
    );
    // The app is reached from there all the same: what takes script is in it alone.
    const inApp = await stack.visitor().ask('GET', '/sign-in?app', undefined, dutch);
    expect(inApp.body).toContain('<div id="root">');
    const chosen = { ...dutch, cookie: 'bakeloop-lang=en' };
    expect((await stack.visitor().ask('GET', '/changes', undefined, chosen)).body).toContain(
      '<html lang="en">',
    );
  });

  it('a sponsor reads what is theirs in Dutch, without script; nobody else does', async () => {
    const page = await sponsor.ask('GET', `/sponsors/${sponsorId}?lang=nl`);
    for (const words of ['<html lang="nl">', 'A sponsor', 'De partijen', 'B-first'])
      expect(page.body).toContain(words);
    const other = await stack.person('sponsor', otherId);
    const refused = await other.ask('GET', `/sponsors/${sponsorId}?lang=nl`);
    expect([refused.status, String(refused.body).includes('B-first')]).toEqual([404, false]);
    expect((await sponsor.ask('GET', '/sponsors?lang=nl')).body).toContain('A sponsor');
    // And takes along as a table what the page shows.
    const table = `/api/v1/sponsors/${sponsorId}/batches.csv`;
    expect((await sponsor.ask('GET', table)).body).toContain('B-first');
    expect((await other.ask('GET', table)).status).toBe(404);
  });

  it('an open public page hears that its numbers have moved', async () => {
    const leaving = new AbortController();
    const line = await fetch(`${stack.api.url}/open/live`, { signal: leaving.signal });
    let heard = '';
    const listening = (async () => {
      for await (const chunk of line.body ?? []) heard += Buffer.from(chunk as Uint8Array).toString();
    })().catch(() => undefined);
    await log('B-live');
    // Numbers are read anew every five seconds, and looked at every two.
    await eventually(
      () => {
        expect(heard).toContain('event: changed');
      },
      { withinMs: 20_000 },
    );
    leaving.abort();
    await listening;
  });

  it('what anybody is told without a session has the fields of an allow-list, and no other', async () => {
    const keysOf = (data: unknown): string[] =>
      Array.isArray(data)
        ? data.flatMap(keysOf)
        : typeof data === 'object' && data !== null
          ? Object.entries(data).flatMap(([key, value]) => [key, ...keysOf(value)])
          : [];
    const told: Record<string, string> = {};
    for (const [name, route] of Object.entries(routes) as [RouteName, (typeof routes)[RouteName]][]) {
      const needs = Object.keys('params' in route ? route.params.shape : {});
      if (route.permission !== 'public.see' || route.method !== 'GET' || needs.length > 0) continue;
      const { status, body } = await stack.visitor().ask('GET', `/api/v1${route.path}`);
      expect([name, status]).toEqual([name, 200]);
      // Of a table the names of its columns.
      const keys = typeof body === 'string' ? (body.split('\r\n')[0] ?? '').split(',') : keysOf(body);
      told[name] = [...new Set(keys)].sort().join(' ');
      // Of all kitchens together it is known of none of its batches, lots and events.
      if (name === 'flows') expect(JSON.stringify(body)).not.toMatch(/"(batchId|lotId|eventId)":"/);
    }
    expect(told).toEqual(PUBLIC_FIELDS);
  });

  it('the story of a kitchen is public once somebody else than its writer has read it', async () => {
    const path = `/api/v1/kitchens/${KITCHEN}/stories`;
    const story = { language: 'sw', title: 'Jikoni', body: 'Tunakusanya plastiki kila asubuhi sokoni.' };
    const { id } = read('writeStory', await staff.ask('POST', path, story));
    expect((await staff.ask('POST', `${path}/${id}`, { published: true })).status).toBe(409);
    const platform = await stack.people.organisationByName('The platform');
    const reader = await stack.person('staff', platform ?? '');
    expect((await reader.ask('POST', `${path}/${id}`, { published: false })).status).toBe(422);
    expect((await reader.ask('POST', `${path}/${id}`, { published: true })).status).toBe(200);
    expect(read('stories', await staff.ask('GET', path)).items).toMatchObject([{ published: true }]);
    expect((await stack.visitor().ask('GET', `/stories/${KITCHEN}`)).body).toContain('Jikoni');
    // However much is written after it, it is listed and can be taken back.
    await stack.database.query(
      `INSERT INTO story (kitchen_id, language, title, body, published, decided_at)
       SELECT $1, 'sw', 'x', 'x', CASE WHEN n > 20 THEN false END, CASE WHEN n > 20 THEN now() END
       FROM generate_series(1, 120) n`,
      [KITCHEN],
    );
    const page = async (query: string) => read('stories', await staff.ask('GET', `${path}?${query}`));
    const listed = await walk(page, 50);
    expect([new Set(listed.map((one) => one.id)).size, listed.at(-1)?.id]).toEqual([121, id]);
    expect((await page('q=PLASTIKI%20staff')).items.map((one) => one.id)).toEqual([id]);
    expect((await staff.ask('POST', path, story)).status).toBe(409);
    const back = { published: false, note: 'too soon' };
    expect((await reader.ask('POST', `${path}/${id}`, back)).status).toBe(200);
    expect((await stack.visitor().ask('GET', `/stories/${KITCHEN}`)).body).not.toContain('Jikoni');
  });
});
