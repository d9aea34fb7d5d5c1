import { PERMISSION_NAMES, PERMISSIONS, type Permission, type SessionAnswer } from '@bakeloop/contracts';
import { call, type CallAnswer } from '@bakeloop/ui';
import { useMutation } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { mayIn } from '../../data/reaches.js';
import { faultOf, Field, FormProblem, SelectField } from '../../parts/form.js';
import { useProved } from '../../parts/proof.js';

const LIVES = [
  [30, 'a month'],
  [90, 'three months'],
  [366, 'a year'],
] as const;

const OWN_ACCOUNT: readonly Permission[] = ['account.manage', 'factor.set'];

/** What a token can be for: what one may oneself, but what everybody may anyway, and the account itself. */
const scopesFor = (session: SessionAnswer): Permission[] =>
  PERMISSION_NAMES.filter(
    (name) => PERMISSIONS[name].public === 'none' && !OWN_ACCOUNT.includes(name) && mayIn(session, name),
  );

/** A new token, for as little and as short as its program needs. */
export function MakeToken({
  session,
  made,
}: {
  session: SessionAnswer;
  made: (token: CallAnswer<'makeToken'>) => void;
}) {
  const proved = useProved();
  const [name, setName] = useState('');
  const [days, setDays] = useState<number>(LIVES[1][0]);
  const [scopes, setScopes] = useState<readonly Permission[]>([]);
  const making = useMutation({
    mutationFn: () => proved(() => call('makeToken', { body: { name, scopes: [...scopes], days } })),
    onSuccess: (token) => {
      setName('');
      setScopes([]);
      made(token);
    },
  });
  const possible = scopesFor(session);
  if (possible.length === 0) return null;
  const toggle = (scope: Permission, isOn: boolean) =>
    setScopes(isOn ? [...scopes, scope] : scopes.filter((one) => one !== scope));
  return (
    <details className="panel quiet-details make-token">
      <summary>
        <Plus size={16} aria-hidden /> Make a token
      </summary>
      <form
        className="form make-token-form"
        onSubmit={(event) => {
          event.preventDefault();
          making.mutate();
        }}
      >
        <div className="form-row">
          <Field
            label="What it is for"
            required
            maxLength={80}
            fault={faultOf(making.error, 'name')}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
          <SelectField<number> label="For how long" value={days} choices={LIVES} change={setDays} />
        </div>
        <fieldset className="ticks">
          <legend>It may</legend>
          {possible.map((scope) => (
            <label key={scope} className="tick">
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={({ target }) => toggle(scope, target.checked)}
              />
              <span>{PERMISSIONS[scope].says}</span>
            </label>
          ))}
        </fieldset>
        <FormProblem error={making.error} fields={['name']} />
        <p className="links">
          <button type="submit" className="button" disabled={making.isPending || scopes.length === 0}>
            Make the token
          </button>
          {scopes.length === 0 ? <span className="quiet">Tick at least one thing it may do.</span> : null}
        </p>
      </form>
    </details>
  );
}
