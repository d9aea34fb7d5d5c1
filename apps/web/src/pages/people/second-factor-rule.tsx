import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../../data/use-session.js';
import { Answered } from '../../parts/answered.js';
import { FormProblem } from '../../parts/form.js';
import { TwoSteps } from '../../parts/two-steps.js';
import { callConsole } from '../../data/call-console.js';

/** For admins: whether staff and admins sign in with a second factor. */
export function SecondFactorRule() {
  const queries = useQueryClient();
  const isDemo = useSession().data?.demo ?? false;
  const rule = useQuery({
    queryKey: ['second-factor-rule'],
    queryFn: ({ signal }) => callConsole('secondFactorRule', {}, { signal }),
  });
  const setting = useMutation({
    mutationFn: (required: boolean) => callConsole('setSecondFactorRule', { body: { required } }),
    onSuccess: (set) => queries.setQueryData(['second-factor-rule'], set),
  });
  return (
    <section aria-labelledby="rule-heading">
      <h2 id="rule-heading">Second factor of staff and admins</h2>
      <Answered query={rule} reading="Loading the rule" blocks={[72]}>
        {({ required }) => (
          <div className="panel rule">
            <p>
              {isDemo
                ? 'In a demonstration nobody is asked for one: its accounts have no password either.'
                : required
                  ? 'Asked for: whoever has neither an authenticator nor a passkey sets one up when they sign in, and does nothing else before.'
                  : 'Not asked for: a password alone, which can be guessed or given away, opens everything that staff and admins may.'}
            </p>
            {isDemo ? null : required ? (
              <TwoSteps
                label="Ask for none"
                about="second factor"
                sure="A password is enough from now on"
                keep="Go on asking"
                isPending={setting.isPending}
                act={() => setting.mutate(false)}
              />
            ) : (
              <button
                type="button"
                className="button"
                disabled={setting.isPending}
                onClick={() => setting.mutate(true)}
              >
                Ask for one
              </button>
            )}
            <FormProblem error={setting.error} />
          </div>
        )}
      </Answered>
    </section>
  );
}
