import type { DeviceCredential } from '@bakeloop/contracts';
import { Ago } from '@bakeloop/ui';
import { retirements } from '../../data/credential-order.js';
import { SelectField } from '../../parts/form.js';

const OVERLAPS_DAYS = [
  [7, 'goes on for a week'],
  [0, 'ends at once'],
  [null, 'goes on until it is revoked'],
] as const;
/** How long the credential before goes on; null: until it is revoked. */
export type OverlapDays = (typeof OVERLAPS_DAYS)[number][0];

const standing = (items: readonly DeviceCredential[]) => items.filter(({ state }) => state === 'valid');

/** Asked only where there is one before. */
export function OverlapField({
  items,
  value,
  change,
}: {
  items: readonly DeviceCredential[];
  value: OverlapDays;
  change: (value: OverlapDays) => void;
}) {
  if (standing(items).length === 0) return null;
  return (
    <SelectField<OverlapDays>
      label="The credential of now"
      value={value}
      choices={OVERLAPS_DAYS}
      change={change}
    />
  );
}

const ENDS = {
  now: 'ends at once',
  after: 'goes on for a week at most',
  never: 'goes on until it is revoked',
} as const;

/** What a new credential does to those that stand, said before it is made. @param when how the sentence begins */
export function WhatEnds({
  items,
  overlapDays,
  when,
}: {
  items: readonly DeviceCredential[];
  overlapDays: OverlapDays;
  when: string;
}) {
  const all = retirements(items, overlapDays);
  if (all.length === 0) return null;
  return (
    <ul className="quiet what-ends" aria-label={`${when}, of those that stand`}>
      {all.map(({ credential: { id, username, usedAt }, ends }) => (
        <li key={id}>
          {when}, <code>{username}</code>{' '}
          {usedAt === null ? (
            '(never used)'
          ) : (
            <>
              (used <Ago atMs={Date.parse(usedAt)} />)
            </>
          )}{' '}
          {ENDS[ends]}.
        </li>
      ))}
    </ul>
  );
}
