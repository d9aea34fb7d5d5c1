import { DOOR_WORDS, doorFault, type SessionAnswer } from '@bakeloop/contracts';
import { useSearchParams } from 'react-router';
import { nextPath } from '../../data/next-path.js';
import { hasPasskeys } from '../../data/passkeys.js';
import { useGoOnAs } from '../../data/use-sign-in.js';
import { PasskeyDoor } from '../../parts/passkey-door.js';

const words = DOOR_WORDS.en;

/** Ways in without a password of ours: a passkey, and the doors of organisations that have one. */
export function OtherDoors({ doors }: { doors: SessionAnswer['doors'] }) {
  const goOn = useGoOnAs();
  const [search] = useSearchParams();
  const next = nextPath(search.get('next'), location.origin) ?? '/';
  const failed = search.get('failed');
  if (doors.length === 0 && !hasPasskeys()) return null;
  return (
    <section aria-label="Without a password" className="other-doors">
      {failed === null ? null : (
        <p className="form-problem" role="alert">
          {doorFault('en', failed)}
        </p>
      )}
      <p className="links">
        {doors.map(({ id, name }) => (
          <a
            key={id}
            className="button button-quiet"
            href={`/api/v1/doors/${encodeURIComponent(id)}?next=${encodeURIComponent(next)}`}
          >
            {words.enter(name)}
          </a>
        ))}
        {hasPasskeys() ? <PasskeyDoor onEntered={goOn} /> : null}
      </p>
    </section>
  );
}
