import { type CallAnswer } from '@bakeloop/ui';
import { useMutation } from '@tanstack/react-query';
import { ROLE_NAMES } from '../../data/role-words.js';
import { FormProblem } from '../../parts/form.js';
import { useProved } from '../../parts/proof.js';
import { TwoSteps } from '../../parts/two-steps.js';
import { When } from '../../parts/when.js';
import type { HandedLink } from './people-page.js';
import { callConsole } from '../../data/call-console.js';

type OpenLink = CallAnswer<'openLinks'>['items'][number];

/** Links that were handed out and nobody has followed yet; absent where there is none. */
export function OpenLinks({
  links,
  handOver,
  changed,
}: {
  links: readonly OpenLink[];
  handOver: (link: HandedLink) => void;
  changed: () => Promise<unknown>;
}) {
  if (links.length === 0) return null;
  return (
    <section aria-labelledby="links-heading">
      <h2 id="links-heading">Links nobody has followed yet</h2>
      <p className="quiet">
        What opens one was shown once and is kept nowhere. Where it was lost, a new one takes its place.
      </p>
      <ul className="rows">
        {links.map((link) => (
          <Row key={link.id} link={link} handOver={handOver} changed={changed} />
        ))}
      </ul>
    </section>
  );
}

function Row({
  link,
  handOver,
  changed,
}: {
  link: OpenLink;
  handOver: (link: HandedLink) => void;
  changed: () => Promise<unknown>;
}) {
  const whom = link.email ?? link.personName ?? 'the first admin';
  const ending = useMutation({
    mutationFn: () => callConsole('endLink', { params: { linkId: link.id } }),
    onSettled: changed,
  });
  const proved = useProved();
  const renew = renewalOf(link);
  const renewing = useMutation({
    mutationFn: () => (renew === null ? Promise.reject(new Error('not to be renewed here')) : proved(renew)),
    onSuccess: (made) => handOver({ title: `The link for ${whom}`, link: made }),
    onSettled: changed,
  });
  const isPending = ending.isPending || renewing.isPending;
  return (
    <li>
      <div>
        <strong>{whom}</strong>
        <p>{purposeOf(link)}</p>
        <p className="quiet">
          made by {link.madeByName ?? 'whoever runs this Bakeloop'}, <When at={link.createdAt} /> · until{' '}
          <When at={link.expiresAt} />
        </p>
      </div>
      {renew === null ? null : (
        <button
          type="button"
          className="button button-quiet"
          aria-label={`Make a new one: ${whom}`}
          disabled={isPending}
          onClick={() => renewing.mutate()}
        >
          Make a new one
        </button>
      )}
      <TwoSteps
        label="End it"
        about={whom}
        sure="End it: nobody comes in by it"
        isPending={isPending}
        act={() => ending.mutate()}
      />
      <FormProblem error={ending.error ?? renewing.error} />
    </li>
  );
}

function purposeOf({ kind, forgetsFactors, organisation, role }: OpenLink): string {
  if (kind === 'first') return 'becomes the first admin';
  if (kind === 'reset')
    return forgetsFactors ? 'sets a new password, and another second factor' : 'sets a new password';
  return `joins ${organisation ?? 'an organisation'}${role === null ? '' : ` as ${ROLE_NAMES[role].toLowerCase()}`}`;
}

/** The same link made anew, which ends this one; null: not made on this page. */
function renewalOf({
  kind,
  forgetsFactors,
  email,
  organisationId,
  role,
  personId,
}: OpenLink): (() => Promise<HandedLink['link']>) | null {
  if (personId !== null) {
    const params = { personId };
    return () =>
      forgetsFactors ? callConsole('lostFactor', { params }) : callConsole('resetPassword', { params });
  }
  if (kind !== 'invite' || email === null || organisationId === null || role === null) return null;
  return () => callConsole('invite', { body: { email, organisationId, role } });
}
