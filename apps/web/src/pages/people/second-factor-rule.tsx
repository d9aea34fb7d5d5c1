import type { SecondFactorOf } from '@bakeloop/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../../data/use-session.js';
import { Answered } from '../../parts/answered.js';
import { FormProblem } from '../../parts/form.js';
import { useProved } from '../../parts/proof.js';
import { TwoSteps } from '../../parts/two-steps.js';
import { callConsole } from '../../data/call-console.js';

const SAYS: Readonly<Record<SecondFactorOf, string>> = {
  everybody:
    'Asked of everybody: whoever has neither an authenticator nor a passkey sets one up when they sign in, and does nothing else before. Operators too: a phone that was given a PIN goes on.',
  staff:
    'Asked of staff and admins: whoever of them has neither an authenticator nor a passkey sets one up when they sign in, and does nothing else before. Operators, leads and sponsors may do with a password.',
  nobody:
    'Not asked for: a password alone, which can be guessed or given away, opens everything that staff and admins may.',
};

/** For admins: who signs in with a second factor. */
export function SecondFactorRule() {
  const queries = useQueryClient();
  const proved = useProved();
  const isDemo = useSession().data?.demo ?? false;
  const rule = useQuery({
    queryKey: ['second-factor-rule'],
    queryFn: ({ signal }) => callConsole('secondFactorRule', {}, { signal }),
  });
  const setting = useMutation({
    mutationFn: (of: SecondFactorOf) => proved(() => callConsole('setSecondFactorRule', { body: { of } })),
    onSuccess: (set) => queries.setQueryData(['second-factor-rule'], set),
  });
  const { isPending } = setting;
  return (
    <section aria-labelledby="rule-heading">
      <h2 id="rule-heading">Second factor</h2>
      <Answered query={rule} reading="Loading the rule" blocks={[72]}>
        {({ of }) => (
          <div className="panel rule">
            <p>
              {isDemo
                ? 'In a demonstration nobody is asked for one: its accounts have no password either.'
                : SAYS[of]}
            </p>
            {isDemo ? null : (
              <p className="links">
                {of === 'everybody' ? null : (
                  <button
                    type="button"
                    className="button"
                    disabled={isPending}
                    onClick={() => setting.mutate('everybody')}
                  >
                    Ask everybody
                  </button>
                )}
                {of === 'staff' ? null : (
                  <button
                    type="button"
                    className={of === 'nobody' ? 'button' : 'button button-quiet'}
                    disabled={isPending}
                    onClick={() => setting.mutate('staff')}
                  >
                    Ask staff and admins
                  </button>
                )}
                {of === 'nobody' ? null : (
                  <TwoSteps
                    label="Ask nobody"
                    about="second factor"
                    sure="A password is enough from now on"
                    keep="Go on asking"
                    isPending={isPending}
                    act={() => setting.mutate('nobody')}
                  />
                )}
              </p>
            )}
            <FormProblem error={setting.error} />
          </div>
        )}
      </Answered>
    </section>
  );
}
