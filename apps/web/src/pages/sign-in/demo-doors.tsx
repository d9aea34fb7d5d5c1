import { ROLES, type Role } from '@bakeloop/contracts';
import { useMutation } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { ROLE_WORDS } from '../../data/role-words.js';
import { useGoOnAs } from '../../data/use-sign-in.js';
import { FormProblem } from '../../parts/form.js';
import { callConsole } from '../../data/call-console.js';

/** In a demonstration anybody may be anybody: one door a role, each with what is behind it. */
export function DemoDoors() {
  const goOn = useGoOnAs();
  const entering = useMutation({
    mutationFn: (role: Role) => callConsole('demoSignIn', { body: { role } }),
    onSuccess: (session) => goOn(session),
  });
  return (
    <section aria-labelledby="doors-heading">
      <h2 id="doors-heading">Look around</h2>
      <p>This is a demonstration: take the place of anybody, without a password.</p>
      <ul className="doors">
        {ROLES.map((role) => (
          <li key={role}>
            <button type="button" disabled={entering.isPending} onClick={() => entering.mutate(role)}>
              <span>
                <strong>Look around as {role}</strong>
                <span className="quiet">{ROLE_WORDS[role]}</span>
              </span>
              <ArrowRight size={20} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      <FormProblem error={entering.error} />
    </section>
  );
}
