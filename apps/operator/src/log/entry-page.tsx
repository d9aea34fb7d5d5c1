import type { KitchenEvent } from '@bakeloop/domain';
import { useState } from 'react';
import { useBatch } from '../batch/use-batch.js';
import { describeEvent } from '../describe.js';
import { clock, kg, name, t } from '../language/language.js';
import { Choice } from '../parts/choice.js';
import { FactsList } from '../parts/facts-list.js';
import { Screen } from '../parts/screen.js';
import { back, go } from '../route.js';
import { factsOf } from './entries.js';
import { useLog } from './use-log.js';
import { voidOf } from './corrections.js';

/** What the history says, and how it is asked for. */
const REASONS = {
  'wrong weight': 'entry.whyWeight',
  'wrong choice': 'entry.whyChoice',
  'entered twice': 'entry.whyTwice',
  'did not happen': 'entry.whyNot',
} as const;
type Reason = keyof typeof REASONS;

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
  const [reason, setReason] = useState<Reason | null>(null);
  if (!event) {
    return (
      <Screen title={t('entry.title')} action={{ label: t('app.back'), act: back }}>
        <p className="lead">{t('entry.gone')}</p>
      </Screen>
    );
  }
  if (entries.some((entry) => entry.event.id === event.id && entry.state.kind === 'refused')) {
    return (
      <Screen
        title={describeEvent(event)}
        action={{ label: t('log.correct'), act: () => go({ page: 'mend', event: event.id }) }}
      >
        <p className="lead">{t('entry.refused')}</p>
      </Screen>
    );
  }
  const cancel = () => {
    if (reason && save(kitchenId, voidOf(event, reason), t('entry.cancelled'), { cancels: event })) back();
  };
  return (
    <Screen
      title={describeEvent(event)}
      {...(struck
        ? {}
        : {
            action: {
              label: t('entry.cancel'),
              act: cancel,
              missing: reason ? null : t('entry.sayWhy'),
            },
          })}
    >
      {struck && <p className="notice notice-check">{t('entry.struck')}</p>}
      <FactsList facts={[[t('entry.time'), clock(event.time)], ...shownFields(event)]} />
      {!struck && (
        <Choice
          label={t('entry.wrong')}
          chosen={reason}
          options={(Object.keys(REASONS) as Reason[]).map((value) => ({ value, label: t(REASONS[value]) }))}
          onChoose={setReason}
        />
      )}
    </Screen>
  );
}

function shownFields(event: KitchenEvent): [string, string][] {
  return Object.entries(event.data as Record<string, unknown>)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([field, value]) => [name('field', field), shownValue(field, value)]);
}

function shownValue(field: string, value: unknown): string {
  if (field === 'grams' || field.endsWith('Grams')) return kg(Number(value));
  if (typeof value === 'boolean') return t(value ? 'app.yes' : 'app.no');
  if (field === 'productCode') return name('product', String(value));
  return typeof value === 'string' && CODED.includes(field) ? name('code', value) : String(value);
}
/** Fields that hold a code of the contract. */
const CODED = ['sourceType', 'step', 'material', 'origin', 'stage', 'edge', 'kind', 'condition'];
