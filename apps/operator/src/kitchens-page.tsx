import { useLog } from './log/use-log.js';
import { Problem } from './parts/problem.js';
import { Screen } from './parts/screen.js';
import { useServer } from './server/use-server.js';
import { Tap } from './parts/tap.js';

/** The first question on a new phone; asked again only on request. */
export function KitchensPage({ onChoose }: { onChoose: (kitchenId: string) => void }) {
  const { data, problem, loading } = useServer('kitchens', 'kitchens', {
    query: { limit: 200, cursor: undefined },
  });
  const { counts } = useLog();
  const kitchens = [...(data?.items ?? [])].sort((left, right) => left.name.localeCompare(right.name));
  return (
    <Screen title="Your kitchen?" home>
      <Problem problem={problem} />
      {kitchens.length === 0 && (
        <p className="lead empty">
          {loading
            ? 'Looking for kitchens …'
            : problem
              ? 'The list of kitchens is needed once; then this phone also works without a network.'
              : 'No kitchen has reported yet. Start its agent, then come back.'}
        </p>
      )}
      {counts.waiting > 0 && (
        <p className="notice notice-check">{counts.waiting} on this phone are still to be sent.</p>
      )}
      <ul className="kitchens">
        {kitchens.map(({ id, name, place }) => (
          <li key={id}>
            <Tap className="secondary wide row" onClick={() => onChoose(id)}>
              <span>
                {name}
                <span className="tile-hint">{place ?? id}</span>
              </span>
              <span className="code">{id}</span>
            </Tap>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
