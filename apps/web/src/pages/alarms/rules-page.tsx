import { alarmRoutes, type PlacedRuleView } from '@bakeloop/contracts';
import { ALARM_SEVERITIES, type AlarmRule } from '@bakeloop/domain';
import { tableHref } from '@bakeloop/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { callConsole } from '../../data/call-console.js';
import { useKitchenNames } from '../../data/use-names.js';
import { useMay } from '../../data/use-session.js';
import { Answered } from '../../parts/answered.js';
import { Field, FormProblem, SelectField } from '../../parts/form.js';
import { TableLink } from '../../parts/table-link.js';
import { useTitle } from '../../parts/use-title.js';
import { When } from '../../parts/when.js';
import {
  changeWords,
  fieldsOf,
  freeKey,
  NEW_KIND_WORDS,
  newRule,
  NO_UNITS,
  ruleWords,
  withField,
  type NewKind,
} from './rule-fields.js';
import { KIND_WORDS, SEVERITY_WORDS } from './words.js';
import '../../parts/rows.css';
import './alarms.css';

type InForce = PlacedRuleView & { rule: AlarmRule };
type PlaceOf = (of: Pick<PlacedRuleView, 'kitchenId' | 'machine'>) => string;

/** What an alarm is raised for: seen by who may see alarms, changed by staff, version by version. */
export function RulesPage() {
  useTitle('Alarm rules');
  const rules = useQuery({
    queryKey: ['alarm-rules'],
    queryFn: ({ signal }) => callConsole('alarmRules', {}, { signal }),
  });
  return (
    <div className="page">
      <p className="crumb">
        <Link to="/alarms">Alarms</Link>
      </p>
      <div className="page-head">
        <h1>Alarm rules</h1>
        <TableLink href={tableHref(alarmRoutes.alarmRules, {})} />
      </div>
      <p className="lead">
        What an alarm is raised for. A kitchen, or a machine of it, can have a version of its own. Each change
        says why, and the earlier versions stay.
      </p>
      <Answered query={rules} reading="Loading the rules" blocks={[64, 64, 64, 64]}>
        {({ items }) => {
          const inForce = items.filter((one): one is InForce => one.rule !== null);
          const keys = [...new Set(inForce.map(({ key }) => key))];
          return (
            <>
              <ul className="rows">
                {keys.map((key) => (
                  <RuleRow key={key} placed={inForce.filter((one) => one.key === key)} />
                ))}
              </ul>
              <NewRule taken={keys} />
            </>
          );
        }}
      </Answered>
    </div>
  );
}

function RuleRow({ placed }: { placed: InForce[] }) {
  const maySet = useMay('alarm.rules.set');
  const kitchens = useKitchenNames();
  const [isLooking, setLooking] = useState(false);
  const [everywhere] = placed;
  if (!everywhere) return null;
  const placeOf: PlaceOf = ({ kitchenId, machine }) =>
    kitchenId === null
      ? 'Everywhere'
      : [kitchens.find(({ id }) => id === kitchenId)?.name ?? kitchenId, machine].filter(Boolean).join(', ');
  return (
    <li>
      <div>
        <strong>{everywhere.rule.name}</strong>
        {KIND_WORDS[everywhere.rule.kind] === everywhere.rule.name ? null : (
          <span className="tag">{KIND_WORDS[everywhere.rule.kind]}</span>
        )}
        {placed.map((one) => (
          <details key={`${one.kitchenId ?? ''}/${one.machine ?? ''}`} className="quiet-details">
            <summary>
              {placeOf(one)}: {ruleWords(one.rule, one.units)}
            </summary>
            <p className="quiet">
              Version {one.version}, <When at={one.at} />, {one.by ?? 'Bakeloop'}: “{one.note}”
            </p>
            {maySet ? <RuleForm base={one} /> : null}
          </details>
        ))}
        {maySet && everywhere.rule.kind !== 'canary' ? (
          <details className="quiet-details">
            <summary>A version of its own for a kitchen</summary>
            <RuleForm base={everywhere} asOwn />
          </details>
        ) : null}
        <details className="quiet-details" onToggle={({ currentTarget }) => setLooking(currentTarget.open)}>
          <summary>Every version so far</summary>
          {isLooking ? <Versions ruleKey={everywhere.key} placeOf={placeOf} /> : null}
        </details>
      </div>
    </li>
  );
}

/** Who changed what of a rule, when and why, at every place, newest first. */
function Versions({ ruleKey, placeOf }: { ruleKey: string; placeOf: PlaceOf }) {
  const versions = useQuery({
    queryKey: ['alarm-rules', ruleKey],
    queryFn: ({ signal }) =>
      callConsole('alarmRuleVersions', { params: { ruleKey }, query: { places: 'all' } }, { signal }),
  });
  return (
    <Answered query={versions} reading="Loading the versions" blocks={[64]}>
      {({ items }) => (
        <ol className="alarm-history">
          {items.map((one) => {
            const { kitchenId, machine, version, at, by, note, rule, units } = one;
            const before = items.find(
              (other) =>
                other.kitchenId === kitchenId && other.machine === machine && other.version === version - 1,
            );
            return (
              <li key={`${placeOf(one)} ${String(version)}`}>
                <When at={at} />
                <div>
                  {placeOf(one)}, version {version}, {by ?? 'Bakeloop'}: “{note}”
                  <ul>
                    {changeWords(rule, before?.rule ?? null, units).map((words) => (
                      <li key={words}>{words}</li>
                    ))}
                  </ul>
                </div>
              </li>
            );
          })}
        </ol>
      )}
    </Answered>
  );
}

/** One more rule, everywhere: of the kinds that there can be several of. */
function NewRule({ taken }: { taken: readonly string[] }) {
  const maySet = useMay('alarm.rules.set');
  const [kind, setKind] = useState<NewKind>('threshold');
  if (!maySet) return null;
  return (
    <details className="panel quiet-details">
      <summary>
        <Plus size={16} aria-hidden /> A new rule
      </summary>
      <SelectField
        label="When"
        value={kind}
        choices={Object.entries(NEW_KIND_WORDS) as [NewKind, string][]}
        change={setKind}
      />
      <RuleForm
        key={kind}
        base={{ rule: newRule(kind), key: null, kitchenId: null, machine: null, version: 0, units: NO_UNITS }}
        taken={taken}
      />
    </details>
  );
}

/**
 * @param base.key null: it is a new one, whose key is made of its name
 * @param asOwn it is to be for a kitchen, and begins like the one for all
 */
function RuleForm({
  base,
  asOwn = false,
  taken = [],
}: {
  base: Pick<InForce, 'rule' | 'kitchenId' | 'machine' | 'version' | 'units'> & { key: string | null };
  asOwn?: boolean;
  taken?: readonly string[];
}) {
  const queries = useQueryClient();
  const kitchens = useKitchenNames();
  const [rule, setRule] = useState<AlarmRule>(base.rule);
  const [note, setNote] = useState('');
  const [kitchenId, setKitchenId] = useState<string | null>(asOwn ? null : base.kitchenId);
  const [machine, setMachine] = useState(asOwn ? '' : (base.machine ?? ''));
  const setting = useMutation({
    mutationFn: async (next: AlarmRule | null) => {
      const place = { kitchenId, machine: machine.trim() === '' ? null : machine.trim() };
      const params = { ruleKey: base.key ?? freeKey(rule.name, taken) };
      const { items } = await callConsole('alarmRuleVersions', {
        params,
        query: { kitchenId: place.kitchenId ?? undefined, machine: place.machine ?? undefined },
      });
      // What is changed is what was looked at: another's change of meanwhile is not written over.
      const version = (asOwn ? (items[0]?.version ?? 0) : base.version) + 1;
      return callConsole('setAlarmRule', { params, body: { ...place, version, note, rule: next } });
    },
    onSuccess: () => {
      setNote('');
      if (base.key === null) setRule(base.rule);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['alarm-rules'] }),
  });
  return (
    <form
      className="alarm-rule-form"
      onSubmit={(event) => {
        event.preventDefault();
        setting.mutate(rule);
      }}
    >
      {asOwn ? (
        <>
          <SelectField
            label="Kitchen"
            value={kitchenId}
            choices={[[null, 'choose one'], ...kitchens.map(({ id, name }) => [id, name] as const)]}
            change={setKitchenId}
          />
          <Field
            label="Machine"
            hint="For example extruder-1; empty: all of the kitchen."
            maxLength={64}
            value={machine}
            onChange={({ target }) => setMachine(target.value)}
          />
        </>
      ) : null}
      <Field
        label="Name"
        required
        maxLength={80}
        value={rule.name}
        onChange={({ target }) => setRule({ ...rule, name: target.value })}
      />
      <SelectField
        label="How bad"
        value={rule.severity}
        choices={ALARM_SEVERITIES.map((one) => [one, SEVERITY_WORDS[one]] as const)}
        change={(severity) => setRule({ ...rule, severity })}
      />
      {fieldsOf(rule, base.units).map(({ name, label, hint, value, isText, isOptional }) => (
        <Field
          key={name}
          label={label}
          hint={hint}
          required={!isOptional}
          {...(isText ? { maxLength: 128 } : { type: 'number', step: 'any' })}
          value={value}
          onChange={({ target }) => setRule(withField(rule, name, target.value))}
        />
      ))}
      <label className="tick">
        <input
          type="checkbox"
          checked={rule.enabled}
          onChange={({ target }) => setRule({ ...rule, enabled: target.checked })}
        />
        <span>It is on</span>
      </label>
      <div className="wide">
        <Field
          label="Why"
          required
          minLength={3}
          maxLength={500}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
      </div>
      <div className="wide">
        <FormProblem error={setting.error} />
        {setting.isSuccess ? <p className="form-done">It holds from now on.</p> : null}
        <p className="links">
          <button
            type="submit"
            className="button"
            disabled={setting.isPending || (asOwn && kitchenId === null)}
          >
            Set it
          </button>
          {!asOwn && base.kitchenId !== null ? (
            <button
              type="button"
              className="button button-quiet"
              disabled={setting.isPending || note.trim().length < 3}
              onClick={() => setting.mutate(null)}
            >
              Withdraw it
            </button>
          ) : null}
        </p>
      </div>
    </form>
  );
}
