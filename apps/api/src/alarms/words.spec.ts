import { ALARM_LANGUAGES } from '@bakeloop/contracts';
import { ALARM_KINDS } from '@bakeloop/domain';
import { describe, expect, it } from '@jest/globals';
import { messageWords, wordsOf } from './words.js';

describe('the words of an alarm', () => {
  const hot = {
    kind: 'threshold',
    subject: 'channel:extruder-1/barrel-1-temperature',
    severity: 'critical',
    data: { name: 'Barrel too hot', value: 265.23, unit: 'Cel', above: 260, below: null, batchId: null },
  };

  it('say what was seen, in the language and numbers of the reader', () => {
    expect(wordsOf(hot, 'en')).toEqual({
      title: 'Barrel too hot',
      text: 'Extruder 1: barrel 1 temperature was 265.2 °C, allowed up to 260 °C.',
    });
    expect(wordsOf(hot, 'nl')).toEqual({
      title: 'Buiten de grenzen',
      text: 'Extruder 1: temperatuur (cilinder 1) was 265,2 °C, toegestaan tot 260 °C.',
    });
    expect(
      wordsOf(
        {
          kind: 'closure',
          subject: 'batch:B-1',
          severity: 'warning',
          data: { batchId: 'B-1', closure: -0.081, beyond: 0.05 },
        },
        'en',
      ).text,
    ).toBe('Batch B-1 is off by 8.1% of its feed; up to 5% is usual.');
  });

  it('name a channel and its unit as people do, not as the wire has them', () => {
    const pressed = {
      ...hot,
      subject: 'channel:extruder-1/melt-pressure',
      data: { value: 21_400_000, unit: 'Pa', above: 20_000_000, below: null },
    };
    const texts = ALARM_LANGUAGES.map((language) => wordsOf(pressed, language).text);
    expect(texts[0]).toBe('Extruder 1: melt pressure was 214 bar, allowed up to 200 bar.');
    expect(texts[1]).toBe('Extruder 1: druk (smelt) was 214 bar, toegestaan tot 200 bar.');
    for (const text of texts) expect(text).not.toMatch(/melt-pressure|Pa\b/);
    const slight = { ...pressed, data: { ...pressed.data, value: 310, above: 300 } };
    expect(wordsOf(slight, 'en').text).toContain('was 0.0031 bar, allowed up to 0.003 bar');
    const named = (channel: string) => wordsOf({ ...hot, subject: `channel:${channel}` }, 'fr').text;
    expect(named('site/pv-power')).toMatch(/^Site: puissance \(PV\) /);
    expect(named('hall/energy-grid')).toMatch(/^Hall: énergie \(réseau\) /);
    expect(named('oven-2/door')).toMatch(/^Oven 2: door /);
    expect(named('humidity')).toMatch(/^Humidité /);
  });

  it('are there for every kind in every language, also where nothing is known', () => {
    for (const language of ALARM_LANGUAGES)
      for (const kind of ALARM_KINDS) {
        const { title, text } = wordsOf({ kind, subject: 'kitchen', severity: 'notice', data: {} }, language);
        expect([title.length > 3, text.length > 10]).toEqual([true, true]);
      }
  });

  it('say all that they say in English in each language, and nothing of it in another', () => {
    const data = {
      value: 265.23,
      unit: 'Cel',
      above: 260,
      rise: 3.5,
      minutes: 31,
      batchId: 'B-1',
      lotId: 'L-1',
      closure: 0.08,
      beyond: 0.05,
      lastMs: Date.UTC(2026, 4, 6),
      days: 183,
      hours: 251,
      limit: 240,
      count: 21,
    };
    const numbersIn = (text: string): number => text.match(/\p{Nd}+/gu)?.length ?? 0;
    for (const kind of ALARM_KINDS) {
      const said = { kind, subject: 'channel:m/x', severity: 'notice', data } as const;
      const texts = ALARM_LANGUAGES.map((language) => wordsOf(said, language).text);
      expect([kind, new Set(texts).size]).toEqual([kind, ALARM_LANGUAGES.length]);
      expect([kind, new Set(texts.map(numbersIn)).size]).toEqual([kind, 1]);
      expect([kind, texts.some((text) => text.includes('?'))]).toEqual([kind, false]);
    }
  });

  it('name how bad it is and where, and say when it is over', () => {
    const alarm = { ...hot, id: 'a', kitchenId: 'ke-nbo-01', kitchenName: 'Nairobi', since: '' };
    expect(messageWords({ say: 'raised', alarm }, 'nl').title).toBe('Kritiek: Buiten de grenzen (Nairobi)');
    expect(messageWords({ say: 'cleared', alarm: { ...alarm, kitchenName: null } }, 'en').title).toBe(
      'Over: Barrel too hot (ke-nbo-01)',
    );
    expect(messageWords({ say: 'test', alarm: null }, 'en').text).toMatch(/reach you here/);
  });
});
