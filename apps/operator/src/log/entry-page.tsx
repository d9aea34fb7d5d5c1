import type { KitchenEvent } from '@bakeloop/domain';
import { QrCode, ReceiptText } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useBatch } from '../batch/use-batch.js';
import { describeEvent } from '../describe.js';
import { clock, t } from '../language/language.js';
import { rare } from '../language/rare.js';
import { Choice } from '../parts/choice.js';
import { FactsList } from '../parts/facts-list.js';
import { Screen } from '../parts/screen.js';
import { Tap } from '../parts/tap.js';
import { back, go } from '../route.js';
import { photosOf } from '../photos/photo.js';
import { PhotosOfEntry } from '../photos/photo-list.js';
import { factsOf } from './entries.js';
import { isCorrectable, REASON_NAMES, REASONS, type Reason } from './reasons.js';
import { RefusedWhy } from './refused-why.js';
import { SlipPage } from './slip-page.js';
import { useLog } from './use-log.js';
import { factsOfEvent } from './value-words.js';
import { voidOf } from './corrections.js';

/** One logged event: what it says, and how to cancel it. The history keeps both (E2). */
export function EntryPage({
  kitchenId,
  eventId,
  batchId,
  step,
}: {
  kitchenId: string;
  eventId: string;
  batchId: string | null;
  /** `slip`: of a delivery, for whoever brought it. */
  step: string | null;
}) {
  const { entries } = useLog();
  const own = entries.find(({ event }) => event.id === eventId);
  if (own?.state.kind === 'refused') {
    return (
      <Screen
        title={describeEvent(own.event)}
        action={{ label: t('log.correct'), act: () => go({ page: 'mend', event: eventId }) }}
      >
        <p className="lead">{t('entry.refused')}</p>
        <RefusedWhy reason={own.state.reason} detail={own.state.detail} />
        <FactsList facts={factsWithBefore(own.event, undefined)} />
      </Screen>
    );
  }
  return batchId === null ? (
    <OwnEntry kitchenId={kitchenId} eventId={eventId} step={step} />
  ) : (
    <BatchEntry kitchenId={kitchenId} eventId={eventId} batchId={batchId} />
  );
}

function OwnEntry({ kitchenId, eventId, step }: { kitchenId: string; eventId: string; step: string | null }) {
  const { entries } = useLog();
  const facts = factsOf(entries, kitchenId);
  const struck = facts.some((event) => event.supersedes === eventId);
  const event = facts.find(({ id }) => id === eventId);
  if (step === 'slip' && event?.type === 'intake.recorded' && !struck)
    return <SlipPage kitchenId={kitchenId} delivery={event} />;
  return <Shown kitchenId={kitchenId} events={facts} eventId={eventId} struck={struck} />;
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
  return <Shown kitchenId={kitchenId} events={events} eventId={eventId} struck={struckBy.has(eventId)} />;
}

function Shown({
  kitchenId,
  events,
  eventId,
  struck,
}: {
  kitchenId: string;
  /** All that may have been corrected by it. */
  events: readonly KitchenEvent[];
  eventId: string;
  struck: boolean;
}) {
  const event = events.find(({ id }) => id === eventId);
  const { save } = useLog();
  const [reason, setReason] = useState<Reason | null>(null);
  if (!event) {
    return (
      <Screen title={t('entry.title')} action={{ label: t('app.back'), act: back }}>
        <p className="lead">{t('entry.gone')}</p>
      </Screen>
    );
  }
  const before = events.find(({ id, type }) => id === event.supersedes && type === event.type);
  const lot = 'lotId' in event.data && typeof event.data.lotId === 'string' ? event.data.lotId : null;
  const cancel = () => {
    if (reason && save(kitchenId, voidOf(event, reason), t('entry.cancelled'), { cancels: event })) back();
  };
  return (
    <Screen
      title={describeEvent(event)}
      {...(struck
        ? {}
        : {
            action:
              reason !== null && isCorrectable(reason)
                ? {
                    label: t('log.correct'),
                    act: () =>
                      go({ page: 'correct', event: event.id, batch: event.batchId ?? null, step: reason }),
                  }
                : { label: t('entry.cancel'), act: cancel, missing: reason ? null : t('entry.sayWhy') },
            footer: reason !== null && isCorrectable(reason) && (
              <Tap className="secondary wide" onClick={cancel}>
                {t('entry.cancel')}
              </Tap>
            ),
          })}
    >
      {struck && <p className="notice notice-check">{t('entry.struck')}</p>}
      <FactsList facts={factsWithBefore(event, before)} />
      <PhotosOfEntry hashes={photosOf(event)} />
      {lot !== null && (
        <Tap className="secondary wide" onClick={() => go({ page: 'label', lot })}>
          <QrCode aria-hidden /> {t('label.title')}
        </Tap>
      )}
      {event.type === 'intake.recorded' && !struck && (
        <Tap className="secondary wide" onClick={() => go({ page: 'entry', event: event.id, step: 'slip' })}>
          <ReceiptText aria-hidden /> {rare('slip.title')}
        </Tap>
      )}
      {!struck && (
        <Choice
          label={t('entry.wrong')}
          chosen={reason}
          options={REASON_NAMES.map((value) => ({ value, label: t(REASONS[value]) }))}
          onChoose={setReason}
        />
      )}
    </Screen>
  );
}

/** What it says; where it corrects another, what that said stands before it, struck through. */
function factsWithBefore(event: KitchenEvent, before: KitchenEvent | undefined): [string, ReactNode][] {
  const said = new Map(before ? factsOfEvent(before) : []);
  const facts: [string, string, string | undefined][] = [
    [t('entry.time'), clock(event.time), before && clock(before.time)],
    ...factsOfEvent(event).map(([label, value]): [string, string, string | undefined] => [
      label,
      value,
      said.get(label),
    ]),
  ];
  return facts.map(([label, value, was]) => [
    label,
    was === undefined || was === value ? (
      value
    ) : (
      <>
        <s>{was}</s> {value}
      </>
    ),
  ]);
}
