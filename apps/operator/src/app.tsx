import { KITCHEN_ID } from '@bakeloop/contracts';
import { useEffect, useState } from 'react';
import { UndoBar, TopBar } from './bars.js';
import { BatchPage } from './batch/batch-page.js';
import { knownLots, union } from './batch/facts.js';
import { FinishPage } from './batch/finish-page.js';
import { InputPage } from './batch/input-page.js';
import { OutputPage } from './batch/output-page.js';
import { QcPage } from './batch/qc-page.js';
import { StartPage } from './batch/start-page.js';
import { useBatch } from './batch/use-batch.js';
import { HomePage } from './home-page.js';
import { IntakePage } from './intake/intake-page.js';
import { readKept, writeKept } from './kept.js';
import { KitchensPage } from './kitchens-page.js';
import { t, useLanguage, useTimesOf } from './language/language.js';
import { EntryPage } from './log/entry-page.js';
import { factsOf } from './log/entries.js';
import { LogPage } from './log/log-page.js';
import { ReceiptsPage } from './log/receipts-page.js';
import { Frame } from './parts/frame.js';
import { Screen } from './parts/screen.js';
import { MendPage } from './log/mend-page.js';
import { useLog } from './log/use-log.js';
import { PeoplePage } from './profiles/people-page.js';
import { usePersonByPin, useProfiles } from './profiles/profiles.js';
import { go, usePlace, type Place } from './route.js';
import { useServer } from './server/use-server.js';
import { mayLogFor, shutFor, useSession } from './session.js';
import { SignInPage } from './sign-in-page.js';
import { PhonePage } from './storage/phone-page.js';
import { useHoldStill } from './updates/updates.js';

const RECENT_BATCHES = 20;

export function App() {
  // Texts are looked up where they are shown, so another language shows everything anew; what was typed is kept.
  return <Everything key={useLanguage()} />;
}

function Everything() {
  const place = usePlace();
  useHoldStill(place.page);
  const [choosing, setChoosing] = useState(false);
  const session = useSession();
  const profiles = useProfiles();
  const byPin = usePersonByPin();
  const shut = shutFor(session);
  const asked = place.kitchen !== null && KITCHEN_ID.test(place.kitchen) ? place.kitchen : null;
  // Without a network it is not known whose this kitchen is now; the server decides once it is sent.
  const known = session.problem?.kind === 'offline' ? null : session.data;
  const kitchenId = asked !== null && mayLogFor(known, asked) ? asked : null;

  useEffect(() => {
    if (shut !== null) return;
    if (kitchenId !== null) return writeKept('kitchen', kitchenId);
    const remembered = readKept<string>('kitchen');
    if (remembered !== null && remembered !== asked) go({ kitchen: remembered }, 'replace');
  }, [kitchenId, asked, shut]);

  // On a phone that was never used: what to ask for is known with the answer, or when there is none.
  if (session.data === null && session.loading) {
    return (
      <Frame>
        <Screen title={t('app.moment')} home>
          {null}
        </Screen>
      </Frame>
    );
  }
  // A shared phone asks who it is, with or without a network; what waits on it is kept meanwhile.
  if (place.page === 'people' || (profiles.length > 0 && byPin === null && !session.data?.person)) {
    return (
      <Frame demo={session.data?.demo}>
        <PeoplePage session={session.data} />
      </Frame>
    );
  }
  if (shut !== null) {
    return (
      <Frame demo={session.data?.demo}>
        <SignInPage shut={shut} session={session.data} />
      </Frame>
    );
  }
  if (kitchenId === null || choosing) {
    return (
      <Frame demo={session.data?.demo}>
        <TopBar kitchenName={null} onKitchen={() => setChoosing(false)} />
        <KitchensPage
          session={known}
          onChoose={(chosen) => {
            setChoosing(false);
            go({ kitchen: chosen });
          }}
        />
        <UndoBar />
      </Frame>
    );
  }
  return (
    <Kitchen
      key={kitchenId}
      kitchenId={kitchenId}
      place={place}
      demo={session.data?.demo}
      onChange={() => setChoosing(true)}
    />
  );
}

function Kitchen({
  kitchenId,
  place,
  demo,
  onChange,
}: {
  kitchenId: string;
  place: Place;
  demo: boolean | undefined;
  onChange: () => void;
}) {
  const kitchen = useServer(`kitchen.${kitchenId}`, 'kitchen', { params: { kitchenId } });
  useTimesOf(kitchen.data?.timeZone);
  return (
    <Frame demo={demo}>
      <TopBar kitchenName={kitchen.data?.name ?? kitchenId} onKitchen={onChange} />
      <Page kitchenId={kitchenId} place={place} kitchen={kitchen} />
      <UndoBar />
    </Frame>
  );
}

function Page({
  kitchenId,
  place,
  kitchen,
}: {
  kitchenId: string;
  place: Place;
  kitchen: ReturnType<typeof useServer<'kitchen'>>;
}) {
  const { page, batch, step, event } = place;
  const batches = useServer(`batches.${kitchenId}`, 'batches', {
    query: { kitchenId, limit: RECENT_BATCHES, cursor: undefined, status: undefined, flagged: undefined },
  });
  const recent = batches.data?.items ?? [];
  if (page === 'intake') return <IntakePage kitchenId={kitchenId} step={step} />;
  if (page === 'start') return <StartPage kitchenId={kitchenId} kitchen={kitchen.data} recent={recent} />;
  if (page === 'log') return <LogPage kitchenId={kitchenId} />;
  if (page === 'entry' && event !== null)
    return <EntryPage kitchenId={kitchenId} eventId={event} batchId={batch} />;
  if (page === 'phone') return <PhonePage />;
  if (page === 'receipts') return <ReceiptsPage kitchenId={kitchenId} />;
  if (page === 'mend' && event !== null) return <MendPage eventId={event} />;
  if (batch !== null) {
    const earlier = recent.find(({ batchId }) => batchId !== batch)?.batchId ?? null;
    if (page === 'batch') return <BatchPage kitchenId={kitchenId} batchId={batch} />;
    if (page === 'finish') return <FinishPage kitchenId={kitchenId} batchId={batch} />;
    if (page === 'qc') return <QcPage kitchenId={kitchenId} batchId={batch} step={step} />;
    if (page === 'input')
      return <Input kitchenId={kitchenId} batchId={batch} earlier={earlier} step={step} />;
    if (page === 'output') return <Output kitchenId={kitchenId} batchId={batch} step={step} />;
  }
  return <HomePage kitchenId={kitchenId} recent={recent} problem={batches.problem} />;
}

/** Lots come from this phone, this batch, and the one before it. */
function Input({
  kitchenId,
  batchId,
  earlier,
  step,
}: {
  kitchenId: string;
  batchId: string;
  earlier: string | null;
  step: string | null;
}) {
  const { entries } = useLog();
  const { events } = useBatch(kitchenId, batchId);
  const before = useServer(earlier === null ? null : `batch.${kitchenId}.${earlier}`, 'batch', {
    params: { kitchenId, batchId: earlier ?? '' },
  });
  const lots = knownLots([...union(before.data?.events ?? [], factsOf(entries, kitchenId)), ...events]);
  return <InputPage kitchenId={kitchenId} batchId={batchId} step={step} lots={lots} />;
}

function Output({ kitchenId, batchId, step }: { kitchenId: string; batchId: string; step: string | null }) {
  const { state } = useBatch(kitchenId, batchId);
  return (
    <OutputPage
      kitchenId={kitchenId}
      batchId={batchId}
      productCode={state?.productCode ?? null}
      step={step}
    />
  );
}
