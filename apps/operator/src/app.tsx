import { KITCHEN_ID } from '@bakeloop/domain';
import { Suspense, useEffect, useMemo, useState } from 'react';
import { UndoBar, TopBar } from './bars.js';
import { HomePage } from './home-page.js';
import { referenceOf, useReferences } from './batch/reference.js';
import { readKept, writeKept } from './kept.js';
import { KitchensPage } from './kitchens-page.js';
import { t, useLanguage, useTimesOf } from './language/language.js';
import { lazyPage, lazyPart, loadPages } from './lazy-page.js';
import { awaitFirstPicture, firstPicture } from './parts/first-picture.js';
import { Frame } from './parts/frame.js';
import { Screen } from './parts/screen.js';
import { usePersonByPin, useProfiles } from './profiles/profiles.js';
import { go, isFlow, usePlace, type Place } from './route.js';
import { SafetyBanner } from './safety-banner.js';
import { useServer } from './server/use-server.js';
import { mayLogFor, shutFor, useSession } from './session.js';
import { SignInPage } from './sign-in-page.js';
import { keepAppOnPhone, useHoldStill } from './updates/updates.js';

const RECENT_BATCHES = 20;
const NONE: never[] = [];
/** What is not needed to weigh in comes after the first screen. */
const IntakePage = lazyPage(async () => (await import('./intake/intake-page.js')).IntakePage);
const Flows = lazyPage(async () => (await import('./flow/flows.js')).Flows);
const MovedPage = lazyPage(async () => (await import('./flow/moved-page.js')).MovedPage);
const BatchPages = lazyPage(async () => (await import('./batch/batch-pages.js')).BatchPages);
const LogPages = lazyPage(async () => (await import('./log/log-pages.js')).LogPages);
const LabelPage = lazyPage(async () => (await import('./label/label-page.js')).LabelPage);
const ScanPage = lazyPage(async () => (await import('./label/scan-page.js')).ScanPage);
const PhonePage = lazyPage(async () => (await import('./storage/phone-page.js')).PhonePage);
const PeoplePage = lazyPage(async () => (await import('./profiles/people-page.js')).PeoplePage);
const SettingsPage = lazyPage(async () => (await import('./phone/settings-page.js')).SettingsPage);

const PhotoKeeper = lazyPart(async () => (await import('./photos/photo-keeper.js')).PhotoKeeper);

/** What is left to do once the first screen is shown, and the processor has a moment. */
function beginTheRest(): void {
  loadPages();
  // A browser that lets no page keep itself goes on with what it loads.
  keepAppOnPhone().catch(() => undefined);
}
/** A page that is never idle must not wait for ever, ms. */
const IDLE_WITHIN_MS = 500;

export function App() {
  useEffect(() => {
    awaitFirstPicture();
    void firstPicture().then(() => {
      if ('requestIdleCallback' in window) requestIdleCallback(beginTheRest, { timeout: IDLE_WITHIN_MS });
      else beginTheRest();
    });
  }, []);
  // Texts are looked up where they are shown, so another language shows everything anew; what was typed is kept.
  return (
    <>
      <Everything key={useLanguage()} />
      <Suspense fallback={null}>
        <PhotoKeeper />
      </Suspense>
    </>
  );
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
        <Suspense fallback={<Screen title={t('app.moment')}>{null}</Screen>}>
          <PeoplePage session={session.data} />
        </Suspense>
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
  const person = session.data?.person?.id ?? null;
  if (place.page === 'settings') {
    return (
      <Frame demo={session.data?.demo}>
        <Suspense fallback={<Screen title={t('app.moment')}>{null}</Screen>}>
          <SettingsPage person={person} />
        </Suspense>
        <UndoBar />
      </Frame>
    );
  }
  if (kitchenId === null || choosing) {
    return (
      <Frame demo={session.data?.demo}>
        <TopBar kitchenName={null} onKitchen={() => setChoosing(false)} />
        <KitchensPage
          session={known}
          current={kitchenId}
          onChoose={(chosen, page = 'home') => {
            setChoosing(false);
            go({ kitchen: chosen, page });
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
      <SafetyBanner kitchenId={kitchenId} />
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
  const recent = batches.data?.items ?? NONE;
  const recipes = useReferences('recipe');
  const products = useReferences('product');
  const reference = useMemo(() => referenceOf(recipes, products), [recipes, products]);
  if (page === 'home') return <HomePage kitchenId={kitchenId} recent={recent} problem={batches.problem} />;
  return (
    <Suspense fallback={<Screen title={t('app.moment')}>{null}</Screen>}>
      {page === 'intake' ? (
        <IntakePage kitchenId={kitchenId} country={kitchen.data?.country ?? null} step={step} />
      ) : isFlow(page) ? (
        <Flows kitchenId={kitchenId} page={page} step={step} kitchen={kitchen.data} recent={recent} />
      ) : page === 'label' ? (
        <LabelPage kitchenId={kitchenId} lot={place.lot} batch={batch} />
      ) : page === 'moved' ? (
        <MovedPage kitchenId={kitchenId} kitchen={kitchen.data} />
      ) : page === 'scan' ? (
        <ScanPage kitchenId={kitchenId} />
      ) : page === 'phone' ? (
        <PhonePage />
      ) : page === 'log' ||
        page === 'receipts' ||
        ((page === 'entry' || page === 'mend' || page === 'correct') && event !== null) ? (
        <LogPages kitchenId={kitchenId} place={place} />
      ) : page === 'start' || batch !== null ? (
        <BatchPages
          kitchenId={kitchenId}
          place={place}
          kitchen={kitchen.data}
          recent={recent}
          reference={reference}
        />
      ) : (
        <HomePage kitchenId={kitchenId} recent={recent} problem={batches.problem} />
      )}
    </Suspense>
  );
}
