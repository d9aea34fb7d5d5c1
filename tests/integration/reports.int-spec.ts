import { randomUUID } from 'node:crypto';
import { Mailer, reportDesk, reportPost } from '@bakeloop/api';
import { QUALITY_PARTS, routes, type ReportAnswer } from '@bakeloop/contracts';
import { createDataSource } from '@bakeloop/db';
import { periodAt, periodBefore, type KitchenEvent } from '@bakeloop/domain';
import { createLogger } from '@bakeloop/runtime';
import { beforeAll, expect, it } from '@jest/globals';
import { mb1Events } from '../support/batch-log.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startIdentityStack, type IdentityStack, type Visitor } from '../support/identity-stack.js';
import { mailServer, mailText } from '../support/mail-server.js';
import { pdfText } from '../support/pdf-text.js';
import { describeWith } from '../support/programs.js';

const OWN = 'ke-nbo-01';
const OTHER = 'nl-zwo-01';
/** What came less than this ago is not in a report yet, ms. */
const SETTLED_MS = 60_000;

describeWith(['postgres'], 'data quality and reports', () => {
  let stack: IdentityStack;
  let staff: Visitor;
  let lead: Visitor & { id: string };
  let otherLead: Visitor & { id: string };
  let sponsor: Visitor;
  let week: { from: string; to: string };
  let log: KitchenEvent[];

  beforeAll(async () => {
    stack = await startIdentityStack();
    const nairobi = await stack.organisation('Kitchens of Nairobi', 'kitchens', [OWN]);
    const platform = await stack.organisation('The platform', 'platform');
    staff = await stack.person('staff', platform);
    lead = await stack.person('lead', nairobi);
    otherLead = await stack.person(
      'lead',
      await stack.organisation('Kitchens of Zwolle', 'kitchens', [OTHER]),
    );
    sponsor = await stack.person(
      'sponsor',
      await stack.organisation('A sponsor of Ωmega ₂', 'sponsor', [OWN]),
    );
    // On a Monday before six the week before is not due yet.
    const day = new Date(Date.now() - 6 * 3_600_000).toISOString().slice(0, 10);
    week = periodBefore('week', periodAt('week', day));
    log = mb1Events({ startMs: Date.parse(`${week.from}T08:00:00Z`) });
    await post(log);
    // The canary's own room is not needed: what was refused stands in the database as the ingest leaves it.
    await stack.database.query(`INSERT INTO dead_payload VALUES ('\\x01', 'x')`);
    await stack.database.query(
      `INSERT INTO dead_letter (kitchen_id, topic, digest, reason, detail, first_at, last_at)
       SELECT $1, 't' || n, '\\x01', CASE WHEN n < 3 THEN 'not_json' ELSE 'too_old' END, 'of a test', $2::timestamptz + n * interval '1 hour', now()
       FROM generate_series(1, 5) n`,
      [OWN, `${week.from}T10:00:00Z`],
    );
    const channel = `INSERT INTO channel (kitchen_id, name, interval_s) VALUES ($1, $2, 60) RETURNING id`;
    for (const [name, hours] of [
      ['extruder-1/barrel-1-temperature', 4],
      ['extruder-1/power', 3],
    ] as const)
      await stack.database.query(
        `WITH c AS (${channel}) INSERT INTO channel_silence SELECT id, $3::date, $4, 9 FROM c`,
        [OWN, name, week.from, hours],
      );
    await stack.database.query(`INSERT INTO reading_day VALUES ($1, $2, 100, 88)`, [
      `kitchen:${OWN}`,
      week.to,
    ]);
    await stack.database.query(`INSERT INTO kitchen_day VALUES ($1, $2, -2000, 7000, 5, 17)`, [OWN, week.to]);
  });

  const post = async (events: readonly KitchenEvent[]): Promise<void> => {
    const { body } = await lead.ask('POST', `/api/v1/kitchens/${OWN}/events`, { events });
    expect(
      routes.postEvents.answer.parse(body).results.filter(({ outcome }) => outcome !== 'stored'),
    ).toEqual([]);
  };
  /** As an API does it every minute, once what was logged is settled. */
  const look = async (): Promise<number> => {
    const other = createDataSource(stack.databaseUrl);
    await other.initialize();
    atEnd(() => other.destroy());
    const now = new Date(Date.now() + SETTLED_MS);
    const written = await Promise.all(
      [stack.database, other].map((database) => reportDesk(database).writeDue(now)),
    );
    return written.reduce((sum, one) => sum + one, 0);
  };
  const listed = async (who: Visitor, query = '') =>
    routes.reports.answer.parse((await who.ask('GET', `/api/v1/reports?limit=200${query}`)).body).items;
  const read = async (who: Visitor, id: string, language = 'en'): Promise<ReportAnswer> =>
    routes.report.answer.parse((await who.ask('GET', `/api/v1/reports/${id}?language=${language}`)).body);
  const weekOf = async (who: Visitor, kind: string): Promise<ReportAnswer> => {
    const found = (await listed(who, `&kind=${kind}&grain=week`)).find(
      (report) =>
        report.from === week.from && report.subject.name !== 'two' && !report.subject.name.includes('Zwolle'),
    );
    return read(who, found?.id ?? 'none');
  };
  const words = ({ sections }: ReportAnswer): string =>
    sections
      .flatMap(({ sentences }) => sentences.map(({ parts }) => parts.map(({ text }) => text).join('')))
      .join(' ');

  it('a report is written once, whoever looks at the same time and however often', async () => {
    const written = await look();
    const [rows] = await stack.database.query<{ n: number; apart: number }[]>(
      `SELECT count(*)::int AS n, count(DISTINCT (subject_kind, subject_id, grain, first_day))::int AS apart FROM report`,
    );
    expect(rows).toEqual({ n: written, apart: written });
    // Of the kitchen, its organisation, its sponsor and all together: the other kitchen was heard of today.
    expect(written).toBeGreaterThanOrEqual(4);
    // A process that was started anew finds nothing to do.
    expect(await look()).toBe(0);
  });

  it('every number of a report is just what its link answers, as it was known then', async () => {
    for (const kind of ['kitchen', 'organisation', 'portfolio']) {
      const report = await weekOf(staff, kind);
      const linked = report.sections
        .flatMap(({ sentences }) => sentences.flatMap(({ parts }) => parts))
        .filter(({ href }) => href !== null);
      expect(linked.filter(({ figure }) => figure !== null).length).toBeGreaterThan(8);
      for (const { href, figure, text } of linked) {
        const [path, part] = (href ?? '').split('#');
        const { status, body } = await staff.ask('GET', `/api/v1${path}`);
        expect({ path, status }).toEqual({ path, status: 200 });
        if (path?.startsWith('/metrics/')) {
          const { value, range } = routes.metric.answer.parse(body);
          expect({ path, text, answers: [value, range?.low, range?.high] }).toEqual({
            path,
            text,
            answers: expect.arrayContaining([figure]),
          });
        } else {
          const { figures } = routes.quality.answer.parse(body);
          const name = part === 'calibrations' ? 'calibrations-overdue' : (part as keyof typeof figures);
          if (figure !== null)
            expect({ part, figure: figures[name as keyof typeof figures] }).toEqual({ part, figure });
        }
      }
    }
    const said = words(await weekOf(staff, 'kitchen'));
    expect(said).toContain('480\u00A0kg of plastic came in');
    expect(said).toContain('395\u00A0kg of good product was made.');
    expect(said).toContain('5 records that came could not be taken.');
    expect(said).toContain('silent for 7 hours');
    expect(words(await read(staff, (await weekOf(staff, 'kitchen')).id, 'nl'))).toContain(
      '395\u00A0kg goed product',
    );
  });

  it('a correction that comes later changes no sentence: it is told beside them', async () => {
    const before = await weekOf(lead, 'kitchen');
    expect(before.restated.items).toEqual([]);
    const [intake] = log;
    if (intake?.type !== 'intake.recorded') throw new Error('the log begins with a delivery');
    await post([
      {
        ...intake,
        id: randomUUID(),
        supersedes: intake.id,
        reason: 'wrong pallet',
        data: { ...intake.data, grossGrams: 530_000 },
      },
    ]);
    const after = await weekOf(lead, 'kitchen');
    expect(after.sections).toEqual(before.sections);
    expect(after.restated.items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: 'Came in',
          before: 480,
          after: 510,
          text: 'was 480\u00A0kg, is 510\u00A0kg',
        }),
      ]),
    );
    const { body } = await lead.ask('GET', `/api/v1${after.restated.items[0]?.href}`);
    expect(routes.metric.answer.parse(body).value).toBe(480);
  });

  it('the PDF says what the page says, with its language, title, tags and links', async () => {
    for (const [language, sentence] of [
      ['en', '480\u00A0kg of plastic came in'],
      ['nl', 'Er kwam 480\u00A0kg plastic binnen'],
    ] as const) {
      const report = await weekOf(sponsor, 'sponsor');
      const address = `${stack.api.url}/api/v1/reports/${report.id}/document?language=${language}`;
      const response = await fetch(address, { headers: sponsor.headers });
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf']);
      const bytes = Buffer.from(await response.arrayBuffer());
      const text = pdfText(bytes).replaceAll(/\s+/g, ' ');
      expect(text).toContain(sentence.replace('\u00A0', ' '));
      expect(text).toContain('Ωmega ₂');
      const written = await read(sponsor, report.id, language);
      for (const { figure, text: number } of written.sections.flatMap(({ sentences }) =>
        sentences.flatMap(({ parts }) => parts),
      ))
        if (figure !== null) expect(text).toContain(number.replaceAll('\u00A0', ' '));
      const raw = bytes.toString('latin1');
      expect(raw).toContain(`/Lang (${language})`);
      for (const mark of ['/MarkInfo', '/StructTreeRoot', '/DisplayDocTitle true', '/S /H1', '/S /Link'])
        expect(raw).toContain(mark);
    }
  });

  it('others are answered while a PDF is drawn', async () => {
    const reports = (await listed(staff, '&grain=week')).slice(0, 4);
    expect(reports.length).toBeGreaterThanOrEqual(3);
    const order: string[] = [];
    // One is drawn after the other, so between two that are here one was being drawn.
    const drawing = Promise.all(
      reports.map(async ({ id }) => {
        const { status } = await staff.ask('GET', `/api/v1/reports/${id}/document`);
        expect(status).toBe(200);
        order.push('document');
      }),
    );
    let isDrawing = true;
    void drawing.finally(() => (isDrawing = false));
    while (isDrawing) {
      expect((await stack.visitor().ask('GET', '/health/live')).status).toBe(200);
      order.push('answer');
    }
    await drawing;
    const answered = order
      .join(' ')
      .split('document')
      .slice(1, -1)
      .map((between) => between.split('answer').length - 1);
    // Drawn in the thread that answers, at most one or two got through between them.
    expect(Math.min(...answered)).toBeGreaterThan(5);
  });

  it('is mailed to those who asked, once by however many APIs, in their language, with the page and the PDF; tried again where nobody answers', async () => {
    const server = await mailServer();
    const settings = {
      publicUrl: 'https://bakeloop.example',
      demo: false,
      logger: createLogger('test', { level: 'silent' }),
    };
    const other = createDataSource(stack.databaseUrl);
    await other.initialize();
    atEnd(() => other.destroy());
    const posts = [stack.database, other].map((database) =>
      reportPost(
        database,
        new Mailer({ mail: { smtpUrl: server.url, from: 'reports@bakeloop.example' } }),
        settings,
      ),
    );
    const round = async (): Promise<number> =>
      (await Promise.all(posts.map((post) => post.round()))).reduce((sum, one) => sum + one, 0);
    const report = await weekOf(lead, 'kitchen');
    const wish = { kind: 'kitchen', subjectId: OWN, grain: 'week' };
    const ask = async (who: Visitor, language: string | null) =>
      (await who.ask('POST', '/api/v1/account/report-mails', { ...wish, language })).status;
    // This API has no mail server, and one of others is answered as none.
    expect(await ask(lead, 'nl')).toBe(422);
    await stack.database.query(
      `INSERT INTO report_wish (person_id, subject_kind, subject_id, grain, language)
       SELECT id, 'kitchen', $1, 'week', CASE id WHEN $2 THEN 'nl' ELSE 'en' END FROM person WHERE id IN ($2, $3)`,
      [OWN, lead.id, otherLead.id],
    );
    await stack.database.query(`UPDATE report SET told_at = CASE WHEN id = $1 THEN NULL ELSE now() END`, [
      report.id,
    ]);
    server.answers.push(451);
    expect(await round()).toBe(0);
    const states = () =>
      stack.database.query<object[]>(
        `SELECT state, tries, language, answer FROM report_mail ORDER BY language`,
      );
    // Who may not see it is told nothing of it; the other mail waits for its next try.
    expect(await states()).toEqual([
      { state: 'failed', tries: 1, language: 'en', answer: 'The report is no longer within their reach.' },
      { state: 'waiting', tries: 1, language: 'nl', answer: expect.stringContaining('451') },
    ]);
    expect(await round()).toBe(0);
    await stack.database.query(`UPDATE report_mail SET next_at = now() WHERE state = 'waiting'`);
    expect(await round()).toBe(1);
    expect([await round(), await round()]).toEqual([0, 0]);
    expect(await states()).toMatchObject([{ state: 'failed' }, { state: 'sent', tries: 2 }]);
    expect(server.mails).toHaveLength(1);
    const [mail = ''] = server.mails;
    expect(mail).toMatch(/^To: lead.*@/m);
    expect(mail).toContain('application/pdf');
    const text = mailText(mail);
    expect(text).toContain('Er kwam 480\u00A0kg plastic binnen');
    expect(text).toContain(`https://bakeloop.example/reports/${report.id}?language=nl`);
    expect(
      routes.reportMails.answer.parse((await lead.ask('GET', '/api/v1/account/report-mails')).body),
    ).toMatchObject({
      isSet: false,
      items: [{ ...wish, name: report.subject.name, language: 'nl', last: { state: 'sent' } }],
    });
    expect(await ask(lead, null)).toBe(200);
  });

  it('a report of others is answered as one that never was, to the byte; a sponsor sees its own alone', async () => {
    const { id } = await weekOf(lead, 'kitchen');
    for (const path of ['', '/document'])
      for (const who of [otherLead, sponsor]) {
        const never = randomUUID();
        const [theirs, none] = await Promise.all(
          [id, never].map((one) => who.ask('GET', `/api/v1/reports/${one}${path}`)),
        );
        expect(theirs?.status).toBe(404);
        expect(JSON.stringify(theirs?.body).replaceAll(id, never)).toBe(JSON.stringify(none?.body));
      }
    const kinds = async (who: Visitor) =>
      [...new Set((await listed(who)).map(({ subject }) => subject.kind))].sort();
    expect(await kinds(sponsor)).toEqual(['sponsor']);
    expect(await kinds(lead)).toEqual(['kitchen', 'organisation']);
    expect(await kinds(staff)).toEqual(['kitchen', 'organisation', 'portfolio', 'sponsor']);
    expect((await weekOf(sponsor, 'sponsor')).sections.map(({ key }) => key)).not.toContain('trouble');
  });

  it('whose kitchen is no longer its sponsor’s stays as it was written, and tells nothing of what is so now', async () => {
    const before = await weekOf(sponsor, 'sponsor');
    expect(before.restated.items.length).toBeGreaterThan(0);
    await stack.database.query(
      `UPDATE attribution SET kitchen_id = $2 WHERE kitchen_id = $1 AND organisation_id = $3`,
      [OWN, OTHER, before.subject.id],
    );
    await eventually(async () => {
      const after = await read(sponsor, before.id);
      expect([after.sections, after.restated.items]).toEqual([before.sections, []]);
    });
    await stack.database.query(
      `UPDATE attribution SET kitchen_id = $1 WHERE kitchen_id = $2 AND organisation_id = $3`,
      [OWN, OTHER, before.subject.id],
    );
  });

  it('every number of the quality page is the count and the sum of its rows, as a page and as a file', async () => {
    const query = `scope=kitchen:${OWN}&from=${week.from}&to=${new Date().toISOString().slice(0, 10)}`;
    const { parts, figures, waiting } = routes.quality.answer.parse(
      (await staff.ask('GET', `/api/v1/quality?${query}`)).body,
    );
    expect(figures).toEqual({
      'dead-letters': 5,
      gaps: 7,
      corrections: 1,
      'readings-missing': 12,
      'calibrations-overdue': 0,
    });
    expect(waiting).toBe(1);
    expect(parts.map(({ part }) => part)).toEqual([...QUALITY_PARTS]);
    for (const { part, count, amount, groups } of parts) {
      const items: { name: string; amount: number | null }[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const { body } = await staff.ask(
          'GET',
          `/api/v1/quality/parts/${part}?${query}&limit=2${cursor && `&cursor=${cursor}`}`,
        );
        const page = routes.qualityRows.answer.parse(body);
        items.push(...page.items);
        cursor = page.next;
      }
      expect({ part, count: items.length }).toEqual({ part, count });
      if (amount !== null) expect(items.reduce((sum, row) => sum + (row.amount ?? 0), 0)).toBe(amount);
      for (const group of groups)
        expect(items.filter(({ name }) => name === group.name)).toHaveLength(group.count);
      const file = await staff.ask('GET', `/api/v1/quality/parts/${part}/table?${query}`);
      expect(String(file.body).trim().split('\r\n')).toHaveLength(count + 1);
    }
    expect(parts.find(({ part }) => part === 'clock')?.groups).toMatchObject([{ name: OWN, high: 7 }]);
    expect(parts.find(({ part }) => part === 'duplicates')).toMatchObject({ amount: 12 });
    const only = await staff.ask('GET', `/api/v1/quality/parts/dead-letters?${query}&name=too_old`);
    expect(routes.qualityRows.answer.parse(only.body).items).toHaveLength(3);
    // Of all that are within reach, and of no other.
    const ofOthers = routes.quality.answer.parse((await otherLead.ask('GET', '/api/v1/quality')).body);
    expect(ofOthers.parts.map(({ count }) => count)).toEqual(QUALITY_PARTS.map(() => 0));
    for (const wrong of [
      'from=2026-02-02&to=2026-02-01',
      'from=2020-01-01&to=2026-01-01',
      'knownOn=2199-01-01T00:00:00Z',
    ])
      expect((await staff.ask('GET', `/api/v1/quality?${wrong}`)).status).toBe(400);
  });

  it('a correction that moved much waits, is questioned where its kitchen sees it, and accepted; all of it is noted', async () => {
    const state = async (name: string) =>
      routes.corrections.answer.parse((await staff.ask('GET', `/api/v1/corrections?state=${name}`)).body);
    const { items, rule } = await state('waiting');
    expect(rule).toMatchObject({ overGrams: 5_000, by: 'Bakeloop' });
    expect(items).toMatchObject([
      { kitchenId: OWN, reason: 'wrong pallet', moved: { intakeNetGrams: 30_000 }, acts: [] },
    ]);
    const id = items[0]?.eventId ?? '';
    const say = (who: Visitor, verdict: string, note: string) =>
      who.ask('POST', `/api/v1/corrections/${id}`, { verdict, note });
    expect((await say(lead, 'accepted', 'of our own')).status).toBe(403);
    expect((await say(staff, 'questioned', '')).status).toBe(422);
    expect((await say(staff, 'questioned', 'Which scale was that?')).status).toBe(200);
    const asked = await lead.ask('GET', `/api/v1/kitchens/${OWN}/questions`);
    expect(routes.kitchenQuestions.answer.parse(asked.body).items).toMatchObject([
      { eventId: id, acts: [{ note: 'Which scale was that?', by: 'staff' }] },
    ]);
    expect((await state('waiting')).items).toEqual([]);
    expect((await say(staff, 'accepted', 'the yard scale, seen on the photo')).status).toBe(200);
    expect((await state('accepted')).items).toMatchObject([
      { acts: [{ verdict: 'questioned' }, { verdict: 'accepted' }] },
    ]);
    const after = await lead.ask('GET', `/api/v1/kitchens/${OWN}/questions`);
    expect(routes.kitchenQuestions.answer.parse(after.body).items).toEqual([]);
    const noted = await stack.database.query(
      `SELECT action FROM audit_entry WHERE action LIKE 'correction.%' ORDER BY id`,
    );
    expect(noted).toEqual([{ action: 'correction.questioned' }, { action: 'correction.accepted' }]);
    const set = await staff.ask('POST', '/api/v1/correction-rule', {
      overGrams: 50_000,
      note: 'fewer of them',
    });
    expect(set.status).toBe(200);
    expect((await state('waiting')).rule).toMatchObject({ overGrams: 50_000, by: 'staff' });
  });
});
