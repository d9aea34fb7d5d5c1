import { DEFAULT_RULES, type AlarmRule } from '@bakeloop/domain';
import { describe, expect, it } from '@jest/globals';
import { alarmRule, ruleKey } from '@bakeloop/contracts';
import {
  changeWords,
  fieldsOf,
  freeKey,
  NEW_KIND_WORDS,
  newRule,
  ruleWords,
  withField,
  type NewKind,
} from './rule-fields.js';

const ruleOf = (wanted: string): AlarmRule => {
  const found = DEFAULT_RULES.find(({ key }) => key === wanted);
  if (!found) throw new Error(wanted);
  return found.rule;
};

describe('the fields of a rule', () => {
  it.each(DEFAULT_RULES.map(({ key }) => key))(
    'of %s are all of its numbers, and typed as they are they change nothing',
    (key) => {
      const rule = ruleOf(key);
      const fields = fieldsOf(rule);
      const typed = fields.reduce((so, { name, value }) => withField(so, name, value), rule);
      expect(typed).toEqual(rule);
      const limit = rule.kind === 'threshold' ? Object.keys(rule.limit).filter((name) => name !== 'of') : [];
      const own = Object.keys(rule).filter(
        (name) => !['kind', 'name', 'severity', 'enabled', 'limit'].includes(name),
      );
      expect(fields.map(({ name }) => name).sort()).toEqual([...own, ...limit].sort());
      expect(ruleWords(rule)).not.toBe('');
    },
  );

  it('take what is typed, and none where nothing is', () => {
    expect(withField(ruleOf('barrel-hot'), 'above', '225.5')).toMatchObject({
      limit: { of: 'value', above: 225.5 },
    });
    expect(withField(ruleOf('barrel-hot'), 'above', ' ')).toMatchObject({ limit: { above: null } });
    expect(withField(ruleOf('channel-silent'), 'channels', '')).toMatchObject({ channels: null });
    expect(ruleWords({ ...ruleOf('barrel-hot'), enabled: false })).toBe('off');
  });
});

describe('a rule in words', () => {
  const celsius = { channels: 'Cel', flow: '1/min' };

  it('names its channels and their unit as people do', () => {
    expect(ruleWords(ruleOf('barrel-hot'), celsius)).toBe(
      'any barrel temperature of any machine above 230 °C, for 60 s',
    );
    expect(ruleWords(ruleOf('heat-without-flow'), celsius)).toBe(
      'any barrel temperature of any machine from 215 °C on rises by 2 °C a minute while its screw speed stands',
    );
    expect(ruleWords(ruleOf('channel-silent'))).toBe('nothing of any channel for 60 min');
    expect(ruleWords(ruleOf('filter-due'))).toBe('240 hours since “…filter…”');
    const pressure: AlarmRule = {
      ...ruleOf('barrel-hot'),
      kind: 'threshold',
      channels: 'extruder-1/melt-pressure',
      limit: { of: 'value', above: 20_700_000, below: null },
      hysteresis: 0,
    };
    expect(ruleWords(pressure, { channels: 'Pa', flow: null })).toBe(
      'Extruder 1: melt pressure above 207 bar, for 60 s',
    );
  });

  it('says in its fields which unit is typed, where it is known', () => {
    const labels = (units?: typeof celsius) =>
      fieldsOf(ruleOf('heat-without-flow'), units).map(({ name, label }) => `${name}: ${label}`);
    expect(labels(celsius)).toEqual(
      expect.arrayContaining(['fromValue: Only from, °C', 'flowAtMost: No flow up to, rpm']),
    );
    expect(labels()).toContain('fromValue: Only from, in its unit');
  });
});

describe('what a version changed', () => {
  const hot = ruleOf('barrel-hot');

  it('is told with the numbers of before and of now', () => {
    const now = { ...withField(hot, 'above', '225.5'), severity: 'critical', enabled: false } as AlarmRule;
    expect(changeWords(now, hot, { channels: 'Cel', flow: null })).toEqual([
      'How bad: Warning → Critical',
      'It is: on → off',
      'Allowed up to, °C: 230 → 225.5',
    ]);
    expect(changeWords(withField(hot, 'below', '150'), hot)).toEqual([
      'Allowed from, in its unit: none → 150',
    ]);
  });

  it('is the whole of the first, and the end of what was withdrawn', () => {
    expect(changeWords(hot, null)).toEqual([ruleWords(hot)]);
    expect(changeWords(null, hot)).toEqual(['withdrawn: what is further away holds']);
    expect(changeWords(hot, hot)).toEqual(['the same as before']);
  });
});

describe('a new rule', () => {
  it.each(Object.keys(NEW_KIND_WORDS) as NewKind[])(
    'of %s is one once its channels and limits are typed',
    (kind) => {
      const typed = { channels: 'dryer-1/humidity', flow: 'fan-speed', above: '60' };
      const rule = fieldsOf(newRule(kind)).reduce(
        (so, { name, value }) => withField(so, name, typed[name as keyof typeof typed] ?? value),
        newRule(kind),
      );
      expect(alarmRule.safeParse({ ...rule, name: 'Dryer too moist' }).error).toBeUndefined();
      expect(alarmRule.safeParse(newRule(kind)).success).toBe(false);
    },
  );

  it('has a key that the contract takes and no other has, whatever it is called', () => {
    expect(freeKey('Dryer too moist', [])).toBe('dryer-too-moist');
    expect(freeKey('Dryer too moist', ['dryer-too-moist', 'dryer-too-moist-2'])).toBe('dryer-too-moist-3');
    for (const name of ['Séchoir — trop humide!', 'مجفف', '  ', 'x'.repeat(80), `${'ab '.repeat(26)}c`])
      expect([name, ruleKey.safeParse(freeKey(name, [])).success]).toEqual([name, true]);
  });
});
