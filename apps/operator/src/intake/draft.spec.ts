import { describe, expect, it } from '@jest/globals';
import { KEPT_PREFIX, openKept } from '../kept.js';
import '../language/later.js';
import { Shelf } from '../storage/shelf.js';
import { journalOf } from '../testing/journal.js';
import {
  containerOf,
  EMPTY_INTAKE,
  intakeEvent,
  moisturePermille,
  rememberContainer,
  tareOf,
  weightsOf,
  type Container,
} from './draft.js';

describe('an intake before it is saved', () => {
  it('computes the net in whole grams', () => {
    expect(weightsOf('24.5', '1.2')).toEqual({ grossGrams: 24_500, tareGrams: 1_200, netGrams: 23_300 });
  });

  it.each([
    ['', '1', /gross/],
    ['0', '0', /gross/],
    ['24.5', '', /tare/],
    ['1.2', '24.5', /Swapped/],
  ])('says what is missing for gross %j, tare %j', (gross, tare, advice) => {
    const swapped = /Swapped/.test(advice.source) ? { swapped: true } : {};
    expect(weightsOf(gross, tare)).toEqual({ missing: expect.stringMatching(advice), ...swapped });
  });

  it('leaves a moisture that was not measured out: missing is not zero', () => {
    expect(moisturePermille('')).toBeUndefined();
    expect(moisturePermille('0')).toBe(0);
    expect(moisturePermille('4.5')).toBe(45);
    expect(moisturePermille('100.1')).toBeNull();
    const weights = { grossGrams: 2, tareGrams: 1, netGrams: 1 };
    const draft = { polymer: 'HDPE', sourceType: 'school', moisture: '' } as const;
    expect(intakeEvent(draft, weights, 'L').data).not.toHaveProperty('moisturePermille');
    expect(intakeEvent({ ...draft, moisture: '6' }, weights, 'L').data).toHaveProperty(
      'moisturePermille',
      60,
    );
  });

  it('knows what each kind of container weighed empty the last time, kitchen by kitchen', async () => {
    openKept(await Shelf.open('kept', { prefix: KEPT_PREFIX, journal: journalOf(), vault: null }));
    const kitchen = 'ke-nbo-01';
    const inside = (container: Container, tare: string | null = null) => ({ container, tare });
    rememberContainer(kitchen, inside('crate', '2.5'));
    rememberContainer(kitchen, inside('bag', '0.4'));
    rememberContainer(kitchen, inside('none', '0'));
    expect(containerOf(kitchen, EMPTY_INTAKE)).toBe('none');
    const tares = (['none', 'bag', 'crate', 'bin'] as const).map((one) => tareOf(kitchen, inside(one)));
    expect(tares).toEqual(['0', '0.4', '2.5', '']);
    expect(tareOf(kitchen, inside('bag', '0.6'))).toBe('0.6');
    expect([containerOf('gh-acc-01', EMPTY_INTAKE), tareOf('gh-acc-01', EMPTY_INTAKE)]).toEqual(['bag', '']);
  });
});
