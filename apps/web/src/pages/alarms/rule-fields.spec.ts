import { DEFAULT_RULES, type AlarmRule } from '@bakeloop/domain';
import { describe, expect, it } from '@jest/globals';
import { fieldsOf, ruleWords, withField } from './rule-fields.js';

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
