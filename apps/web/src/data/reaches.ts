import type { Permission, SessionAnswer } from '@bakeloop/contracts';

/** Whether somebody may do something with this kitchen; without one: with any. */
export function mayIn(
  session: SessionAnswer | undefined,
  permission: Permission,
  kitchenId?: string,
): boolean {
  const reach = session?.reaches[permission];
  if (reach === undefined || reach === 'all') return reach === 'all';
  return kitchenId === undefined ? true : reach.includes(kitchenId);
}
