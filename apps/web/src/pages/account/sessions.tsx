import { Ago, type CallAnswer } from '@bakeloop/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { agentWords } from '../../data/agent-words.js';
import { Answered } from '../../parts/answered.js';
import { FormProblem } from '../../parts/form.js';
import { When } from '../../parts/when.js';
import { callConsole } from '../../data/call-console.js';
import { useProved } from '../../parts/proof.js';

type Session = CallAnswer<'sessions'>['items'][number];

/** Where one is signed in, and the way out there. */
export function Sessions() {
  const queries = useQueryClient();
  const proved = useProved();
  const sessions = useQuery({
    queryKey: ['own-sessions'],
    queryFn: ({ signal }) => callConsole('sessions', {}, { signal }),
  });
  const ending = useMutation({
    mutationFn: (sessionId: string | null) =>
      proved(() =>
        sessionId === null
          ? callConsole('endOtherSessions', {})
          : callConsole('endSession', { params: { sessionId } }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['own-sessions'] }),
  });
  const items = [...(sessions.data?.items ?? [])].sort(
    (left, right) => Number(right.current) - Number(left.current) || (left.seenAt < right.seenAt ? 1 : -1),
  );
  return (
    <section aria-labelledby="sessions-heading">
      <div className="section-head">
        <h2 id="sessions-heading">Where you are signed in</h2>
        {items.length > 1 ? (
          <button
            type="button"
            className="text-button"
            disabled={ending.isPending}
            onClick={() => ending.mutate(null)}
          >
            Sign out everywhere else
          </button>
        ) : null}
      </div>
      <Answered query={sessions} reading="Loading where you are signed in" blocks={[64, 64]}>
        {() => (
          <ul className="rows">
            {items.map((session) => (
              <Row
                key={session.id}
                session={session}
                isPending={ending.isPending}
                end={() => ending.mutate(session.id)}
              />
            ))}
          </ul>
        )}
      </Answered>
      <FormProblem error={ending.error} />
    </section>
  );
}

function Row({
  session: { current, agent, address, createdAt, seenAt },
  isPending,
  end,
}: {
  session: Session;
  isPending: boolean;
  end: () => void;
}) {
  const where = agentWords(agent);
  return (
    <li>
      <div>
        <strong title={agent}>{where}</strong>
        {current ? <span className="tag tag-good">here, now</span> : null}
        <p className="quiet">
          {address === '' ? 'from an unknown address' : `from ${address}`} · since <When at={createdAt} />
          {current ? null : (
            <>
              {' '}
              · last used <Ago atMs={Date.parse(seenAt)} />
            </>
          )}
        </p>
      </div>
      {current ? null : (
        <button
          type="button"
          className="button button-quiet"
          disabled={isPending}
          onClick={end}
          aria-label={`Sign out there: ${where}, ${address}`}
        >
          Sign out there
        </button>
      )}
    </li>
  );
}
