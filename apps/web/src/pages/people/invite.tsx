import type { Role } from '@bakeloop/contracts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ROLE_NAMES, ROLE_WORDS, rolesOf } from '../../data/role-words.js';
import { faultOf, Field, FormProblem, SelectField } from '../../parts/form.js';
import { useProved } from '../../parts/proof.js';
import type { HandedLink, Organisation } from './people-page.js';
import { callConsole } from '../../data/call-console.js';

/** Makes a link with which one person joins one organisation in one role. */
export function Invite({
  organisations,
  handOver,
}: {
  organisations: readonly Organisation[];
  handOver: (link: HandedLink) => void;
}) {
  const proved = useProved();
  const [email, setEmail] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [wanted, setWanted] = useState<Role | null>(null);
  const organisation = organisations.find(({ id }) => id === chosen) ?? organisations[0];
  const roles = organisation ? rolesOf(organisation.kind) : [];
  const role = roles.find((one) => one === wanted) ?? roles[0];
  const inviting = useMutation({
    mutationFn: (body: { email: string; organisationId: string; role: Role }) =>
      proved(() => callConsole('invite', { body })),
    onSuccess: (link, body) => {
      handOver({ title: `The link for ${body.email}`, link });
      setEmail('');
    },
  });
  if (!organisation || !role) return null;
  return (
    <section className="panel invite" aria-labelledby="invite-heading">
      <h2 id="invite-heading">Invite somebody</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          inviting.mutate({ email, organisationId: organisation.id, role });
        }}
      >
        <div className="form-row">
          <Field
            label="Their e-mail address"
            type="email"
            autoComplete="off"
            required
            maxLength={200}
            fault={faultOf(inviting.error, 'email')}
            value={email}
            onChange={({ target }) => setEmail(target.value)}
          />
          <SelectField
            label="Into"
            value={organisation.id}
            choices={organisations.map(({ id, name }) => [id, name] as const)}
            change={setChosen}
          />
          <SelectField
            label="As"
            value={role}
            choices={roles.map((one) => [one, ROLE_NAMES[one]] as const)}
            change={setWanted}
          />
          <button type="submit" className="button" disabled={inviting.isPending}>
            Make the link
          </button>
        </div>
        <p className="quiet invite-role">{ROLE_WORDS[role]}</p>
        <FormProblem error={inviting.error} fields={['email']} />
      </form>
    </section>
  );
}
