import { parseEvent } from '@bakeloop/contracts';
import { resolveEvents, type KitchenEvent } from '@bakeloop/domain';
import { describe, expect, it } from '@jest/globals';
import { decodeQR } from 'qr/decode.js';
import { v7 } from 'uuid';
import '../language/later.js';
import { intakeEvent } from '../intake/draft.js';
import { digitsOf } from '../intake/currency.js';
import { parseMoney } from '../kg.js';
import { readLabel, labelText } from '../label/label.js';
import { labelModules } from '../label/modules.js';
import { correctionOf, fieldsOf } from '../log/mend.js';
import { mint, type NewEvent } from '../mint.js';
import { stockOf } from './lots.js';
import { balanceOf, EMPTY_PROCESS, processEvent, processVerdict, type ProcessDraft } from './process.js';
import { COUNTRIES, movedEvent, positionOf, positionText, zonesWith } from './moved.js';
import { counterOf } from './upkeep.js';

let nowMs = Date.UTC(2026, 2, 2, 10);
const phone = {
  nowMs: () => (nowMs += 1_000),
  offsetMinutes: () => 180,
  uuid: () => v7(),
  clockOffsetMs: () => 0,
};
const log = (event: NewEvent): KitchenEvent => mint(event, phone);

const sorted: ProcessDraft = {
  ...EMPTY_PROCESS,
  inputs: [{ lotId: 'MIXED-1', polymer: 'mixed', form: 'whole', weight: '33.3' }],
  outputs: [{ polymer: 'HDPE', tail: '260302-7K3QA', weight: '28' }],
  losses: [{ reason: 'pvc', fate: 'stored', weight: '1.3' }],
};

describe('a step that lots go through', () => {
  it.each([
    ['sort', 'whole'],
    ['shred', 'flake'],
    ['wash', 'whole'],
    ['dry', 'whole'],
    ['blend', 'whole'],
  ] as const)(
    'to %s becomes an event that the contract takes, with a lot for what came out',
    (step, form) => {
      const result = processEvent(step, { ...sorted, fresh: '40', moisture: '4.5' });
      if (!('event' in result)) throw new Error(result.missing);
      expect(parseEvent(log(result.event))).toMatchObject({ ok: true });
      expect(result.data).toMatchObject({
        step,
        inputs: [{ lotId: 'MIXED-1', grams: 33_300 }],
        outputs: [{ lotId: 'HDPE-260302-7K3QA', form, grams: 28_000, moisturePermille: 45 }],
        losses: [{ reason: 'pvc', fate: 'stored', grams: 1_300 }],
        litresFresh: 40,
      });
    },
  );

  it('says in plain words what is missing, or too much', () => {
    expect(balanceOf(sorted).missingGrams).toBe(4_000);
    expect(processVerdict(sorted)).toMatchObject({ tone: 'check', headline: '4.0\u00a0kg missing' });
    const whole = { ...sorted, outputs: [{ polymer: 'HDPE', tail: 'a', weight: '32' }] };
    expect(processVerdict(whole).tone).toBe('good');
    const more = { ...sorted, outputs: [{ polymer: 'HDPE', tail: 'a', weight: '40' }] };
    expect(processVerdict(more).headline).toBe('8.0\u00a0kg too much');
  });

  it('asks first for what went in, then for what came of it', () => {
    expect(processEvent('sort', EMPTY_PROCESS)).toEqual({ missing: 'Choose a lot and weigh it.' });
    expect(processEvent('sort', { ...sorted, outputs: [], losses: [] })).toHaveProperty('missing');
  });
});

describe('the lots at hand', () => {
  it('are the server’s less what waits on the phone, and those that only the phone knows', () => {
    const told = [{ lotId: 'OLD', polymer: 'PP', form: 'flake', producedGrams: 10_000, consumedGrams: 0 }];
    const use = log({
      type: 'batch.input',
      batchId: 'B',
      data: { material: 'flake', origin: 'post-consumer', grams: 4_000, lotId: 'OLD' },
    });
    const made = log({
      type: 'batch.output',
      batchId: 'B',
      data: { kind: 'product', grams: 3_000, pieces: 2, productCode: 'post', lotId: 'POST-1' },
    });
    expect(stockOf(told, [use, made], [use, made])).toMatchObject([
      { lotId: 'POST-1', productCode: 'post', pieces: 2, leftGrams: 3_000 },
      { lotId: 'OLD', polymer: 'PP', form: 'flake', leftGrams: 6_000 },
    ]);
  });
});

describe('upkeep', () => {
  it('counts the hours that machines ran since a filter was changed', () => {
    const changed = log({ type: 'maintenance.recorded', data: { machine: 'hood', task: 'mask-cartridge' } });
    const atMs = Date.parse(changed.time);
    const hour = 3_600_000;
    const runs = [
      { fromMs: atMs - hour, toMs: atMs + 2 * hour },
      { fromMs: atMs + 10 * hour, toMs: atMs + 58 * hour },
    ];
    expect(counterOf('mask-cartridge', [changed], runs, atMs + 20 * hour)).toMatchObject({
      ranHours: 12,
      due: false,
    });
    expect(counterOf('mask-cartridge', [changed], runs, atMs + 60 * hour)).toMatchObject({
      ranHours: 50,
      due: true,
    });
  });
});

describe('a label', () => {
  it('leads back to its lot or batch, whichever server printed it', () => {
    const lot = { kitchen: 'ke-nbo-01', lot: 'HDPE-260302-7K3QA', batch: null };
    expect(readLabel(labelText(lot, 'https://bakeloop.example'), 'gh-acc-01')).toEqual(lot);
    const batch = { kitchen: 'ke-nbo-01', lot: null, batch: 'KE-NBO-01-260302-7K3QA' };
    expect(readLabel(labelText(batch, 'https://elsewhere.example'), 'gh-acc-01')).toEqual(batch);
  });

  it('is read by a camera as what it says', () => {
    const text = labelText({ kitchen: 'ke-nbo-01', lot: 'HDPE-1', batch: null }, 'https://bakeloop.example');
    const modules = labelModules(text);
    expect(modules.slice(0, 4).flat()).not.toContain(true);
    // As a camera sees it: four pixels a module.
    const width = modules.length * 4;
    const data = Uint8Array.from({ length: width * width * 4 }, (_, at) => {
      const pixel = Math.floor(at / 4);
      const dark = modules[Math.floor(pixel / width / 4)]?.[Math.floor((pixel % width) / 4)];
      return at % 4 === 3 || !dark ? 255 : 0;
    });
    expect(decodeQR({ width, height: width, data })).toBe(text);
  });

  it('may be the bare number of a lot, as a reader types it', () => {
    expect(readLabel(' hdpe-1 ', 'gh-acc-01')).toEqual({ kitchen: 'gh-acc-01', lot: 'HDPE-1', batch: null });
  });

  it.each([
    'https://evil.example/',
    'javascript:alert(1)',
    'https://x.example/operator/?lot=a%20b&kitchen=k',
    '',
  ])('is not %j', (text) => expect(readLabel(text, 'gh-acc-01')).toBeNull());
});

describe('an intake', () => {
  const weights = { grossGrams: 24_500, tareGrams: 1_200, netGrams: 23_300 };
  const draft = { polymer: 'HDPE', sourceType: 'collector', moisture: '4.5', supplier: 'S-117' } as const;

  it('is less than 2 kB on the wire, with everything that can be said of it', () => {
    const event = log(intakeEvent(draft, weights, 'HDPE-260302-7K3QA', { minor: 35_000, currency: 'KES' }));
    expect(parseEvent(event)).toMatchObject({ ok: true });
    expect(JSON.stringify({ events: [event] }).length).toBeLessThan(2_000);
  });

  it('is paid in whole minor units of its currency', () => {
    expect([digitsOf('KES'), digitsOf('XOF')]).toEqual([2, 0]);
    expect([parseMoney('350', 2), parseMoney('12.5', 2), parseMoney('900', 0)]).toEqual([35_000, 1_250, 900]);
    expect([parseMoney('1.5', 0), parseMoney('', 2), parseMoney('x', 2)]).toEqual([null, null, null]);
  });

  it('is put right by an event that takes its place and says why', () => {
    const event = log(intakeEvent(draft, weights, 'HDPE-1'));
    const fields = fieldsOf(event).map((field) =>
      field.name === 'grossGrams' ? { ...field, text: '25.5' } : field,
    );
    const result = correctionOf(event, fields, 'wrong weight');
    if (!('event' in result)) throw new Error(result.unreadable);
    const correction = log(result.event);
    expect(parseEvent(correction)).toMatchObject({ ok: true });
    expect(resolveEvents([event, correction]).effective).toMatchObject([
      { supersedes: event.id, reason: 'wrong weight', data: { grossGrams: 25_500, tareGrams: 1_200 } },
    ]);
  });
});

describe('a kitchen that has moved', () => {
  const move = { position: '-1.2921, 36.8219', place: ' Kibera ', country: 'KE', zone: 'Africa/Nairobi' };

  it('becomes an event that the contract takes, longitude first', () => {
    const result = movedEvent(move);
    if (!('event' in result)) throw new Error(result.missing);
    expect(parseEvent(log(result.event))).toMatchObject({ ok: true });
    expect(result.event.data).toEqual({
      position: [36.8219, -1.2921],
      place: 'Kibera',
      country: 'KE',
      timeZone: 'Africa/Nairobi',
    });
  });

  it.each([
    [{ ...move, position: '91, 0' }, /-1\.2921/],
    [{ ...move, position: '36° 49′ E' }, /-1\.2921/],
    [{ ...move, place: ' ' }, /call the place/],
    [{ ...move, country: '' }, /country/],
  ])('says what is missing: %j', (draft, advice) => {
    expect(movedEvent(draft)).toEqual({ missing: expect.stringMatching(advice) });
  });

  it('is found by the phone as finely as it stands', () => {
    expect(positionOf(positionText(-1.292066, 36.821946))).toEqual([36.82195, -1.29207]);
    expect(COUNTRIES.every((code) => /^[A-Z]{2}$/.test(code))).toBe(true);
    expect(new Set(COUNTRIES).size).toBe(243);
    expect(zonesWith('Mars/Olympus')[0]).toBe('Mars/Olympus');
  });
});
