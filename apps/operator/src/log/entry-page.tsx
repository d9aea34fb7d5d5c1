import type { KitchenEvent } from '@bakeloop/domain';
import { useState } from 'react';
import { useBatch } from '../batch/use-batch.js';
import { describeEvent, words } from '../describe.js';
import { kg } from '../kg.js';
import { Choice } from '../parts/choice.js';
import { FactsList } from '../parts/facts-list.js';
import { Screen } from '../parts/screen.js';
import { back, go } from '../route.js';
import { clock } from './event-list.js';
import { factsOf } from './entries.js';
import { useLog } from './use-log.js';
import { voidOf } from './corrections.js';

const REASONS = ['wrong weight', 'wrong choice', 'entered twice', 'did not happen'] as const;

/** One logged event: what it says, and how to cancel it. The history keeps both (E2). */
export function EntryPage({
  kitchenId,
  eventId,
  batchId,
}: {
  kitchenId: string;
  eventId: string;
  batchId: string | null;
}) {
  return batchId === null ? (
    <OwnEntry kitchenId={kitchenId} eventId={eventId} />
  ) : (
    <BatchEntry kitchenId={kitchenId} eventId={eventId} batchId={batchId} />
  );
}

function OwnEntry({ kitchenId, eventId }: { kitchenId: string; eventId: string }) {
  const { entries } = useLog();
  const facts = factsOf(entries, kitchenId);
  const struck = facts.some((event) => event.supersedes === eventId);
  return <Shown kitchenId={kitchenId} event={facts.find(({ id }) => id === eventId)} struck={struck} />;
}

function BatchEntry({
  kitchenId,
  eventId,
  batchId,
}: {
  kitchenId: string;
  eventId: string;
  batchId: string;
}) {
  const { events, struckBy } = useBatch(kitchenId, batchId);
  return (
    <Shown
      kitchenId={kitchenId}
      event={events.find(({ id }) => id === eventId)}
      struck={struckBy.has(eventId)}
    />
  );
}

function Shown({
  kitchenId,
  event,
  struck,
}: {
  kitchenId: string;
  event: KitchenEvent | undefined;
  struck: boolean;
}) {
  const { save, entries } = useLog();
  const [reason, setReason] = useState<(typeof REASONS)[number] | null>(null);
  if (!event) {
    return (
      <Screen title="Entry" action={{ label: 'Back', act: back }}>
        <p className="lead">This entry is not on this phone any more.</p>
      </Screen>
    );
  }
  if (entries.some((entry) => entry.event.id === event.id && entry.state.kind === 'refused')) {
    return (
      <Screen
        title={describeEvent(event, kg)}
        action={{ label: 'Correct it', act: () => go({ page: 'mend', event: event.id }) }}
      >
        <p className="lead">The server did not take this entry. It needs you.</p>
      </Screen>
    );
  }
  const cancel = () => {
    if (reason && save(kitchenId, voidOf(event, reason), 'Entry cancelled', { cancels: event })) back();
  };
  return (
    <Screen
      title={describeEvent(event, kg)}
      {...(struck
        ? {}
        : {
            action: {
              label: 'Cancel this entry',
              act: cancel,
              missing: reason ? null : 'To cancel it, say why.',
            },
          })}
    >
      {struck && <p className="notice notice-check">Cancelled or corrected. It counts no more.</p>}
      <FactsList facts={[['Time', clock(event.time)], ...shownFields(event)]} />
      {!struck && (
        <Choice
          label="Is it wrong? Cancel it, then log it again"
          chosen={reason}
          options={REASONS.map((value) => ({ value, label: words(value) }))}
          onChoose={setReason}
        />
      )}
    </Screen>
  );
}

function shownFields(event: KitchenEvent): [string, string][] {
  return Object.entries(event.data as Record<string, unknown>)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value]) =>
      name.endsWith('Grams') || name === 'grams'
        ? [fieldLabel(name), kg(Number(value))]
        : [fieldLabel(name), typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)],
    );
}

/** `grossGrams` is `Gross`, `sampleSize` is `Sample size`. */
export function fieldLabel(name: string): string {
  if (name === 'grams') return 'Weight';
  return words(name.replace(/Grams$/, '').replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`));
}
