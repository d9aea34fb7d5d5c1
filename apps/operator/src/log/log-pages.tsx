import type { Place } from '../route.js';
import { CorrectPage } from './correct-page.js';
import { EntryPage } from './entry-page.js';
import { LogPage } from './log-page.js';
import { MendPage } from './mend-page.js';
import { ReceiptsPage } from './receipts-page.js';

/** What was logged: all of it, one entry, one to be mended. */
export function LogPages({ kitchenId, place }: { kitchenId: string; place: Place }) {
  const { page, event, batch, step } = place;
  if (page === 'entry' && event !== null)
    return <EntryPage kitchenId={kitchenId} eventId={event} batchId={batch} step={step} />;
  if (page === 'correct') return <CorrectPage kitchenId={kitchenId} place={place} />;
  if (page === 'mend' && event !== null) return <MendPage eventId={event} />;
  if (page === 'receipts') return <ReceiptsPage kitchenId={kitchenId} />;
  return <LogPage kitchenId={kitchenId} />;
}
