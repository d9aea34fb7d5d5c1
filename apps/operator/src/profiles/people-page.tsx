import { UserRound } from 'lucide-react';
import { useState } from 'react';
import type { SessionAnswer } from '@bakeloop/contracts';
import { asOnPad } from '../kg.js';
import { t } from '../language/language.js';
import { useLog } from '../log/use-log.js';
import { Screen } from '../parts/screen.js';
import { Tap } from '../parts/tap.js';
import { go } from '../route.js';
import { SignInLink } from '../sign-in-page.js';
import { canSeal } from '../storage/parcel.js';
import { PIN, waitMs, type Profile } from './pin.js';
import {
  keepOnPhone,
  leavePhone,
  openProfile,
  removeProfile,
  usePersonByPin,
  useProfiles,
} from './profiles.js';

/** Who is on shift: two taps and a PIN, with or without a network. */
export function PeoplePage({ session }: { session: SessionAnswer | null }) {
  const profiles = useProfiles();
  const at = usePersonByPin();
  const { counts } = useLog();
  const [chosen, setChosen] = useState<Profile | null>(null);
  const [isNew, setNew] = useState(false);
  if (isNew && session?.person) return <ChoosePin person={session.person} onDone={() => setNew(false)} />;
  if (chosen) return <Unlock profile={chosen} onBack={() => setChosen(null)} />;
  const isBySession = at === null && session?.person;
  return (
    <Screen title={t('phone.onShift')} home={at === null && !session?.person}>
      {profiles.length === 0 && <p className="lead">{t('phone.noPins')}</p>}
      {counts.waiting > 0 && (
        <p className="notice notice-check">{t('kitchens.waiting', { count: counts.waiting })}</p>
      )}
      <ul className="kitchens">
        {profiles.map((profile) => (
          <li key={profile.personId}>
            <Tap
              className="secondary wide row who"
              aria-pressed={profile.personId === at}
              onClick={() => (profile.personId === at ? go({}, 'replace') : setChosen(profile))}
            >
              <UserRound aria-hidden />
              <span>{profile.name}</span>
            </Tap>
          </li>
        ))}
      </ul>
      {isBySession && canSeal() && (
        <section className="stack">
          <p>{t('phone.keepMeLead')}</p>
          <Tap className="secondary wide" onClick={() => setNew(true)}>
            {t('phone.keepMe')}
          </Tap>
        </section>
      )}
      {!isBySession && <SignInLink words={t('signIn.other')} />}
      <Tap className="secondary wide" onClick={() => go({ page: 'settings' })}>
        {t('app.language')}
      </Tap>
      {at !== null && (
        <Tap className="secondary wide" onClick={leavePhone}>
          {t('kitchens.signOut')}
        </Tap>
      )}
    </Screen>
  );
}

function Unlock({ profile, onBack }: { profile: Profile; onBack: () => void }) {
  const [held, setHeld] = useState(profile);
  const [pin, setPin] = useState('');
  const [isBusy, setBusy] = useState(false);
  if (held.box === null) {
    return (
      <Screen title={held.name} home>
        <p className="notice notice-check" role="alert">
          {t('phone.signedOutHere', { name: held.name })}
        </p>
        <SignInLink />
        <Tap className="secondary wide" onClick={onBack}>
          {t('phone.people')}
        </Tap>
      </Screen>
    );
  }
  const waitSeconds = Math.ceil(waitMs(held, Date.now()) / 1_000);
  const tryIt = async () => {
    setBusy(true);
    const after = await openProfile(held, pin);
    setBusy(false);
    if (after === null) return go({}, 'replace');
    setHeld(after);
    setPin('');
  };
  const remove = () => {
    if (!window.confirm(t('phone.removeSure', { name: held.name }))) return;
    removeProfile(held.personId);
    onBack();
  };
  const said =
    waitSeconds > 0 ? t('phone.wait', { seconds: waitSeconds }) : held.wrong > 0 ? t('phone.wrongPin') : null;
  return (
    <Screen
      title={held.name}
      home
      action={{
        label: t('phone.open'),
        act: () => void tryIt(),
        missing: isBusy || !PIN.test(pin) ? t('form.type') : null,
      }}
    >
      {said !== null && (
        <p className="notice notice-check" role="alert">
          {said}
        </p>
      )}
      <PinField pin={pin} onType={setPin} />
      <div className="others two">
        <Tap className="secondary" onClick={onBack}>
          {t('phone.people')}
        </Tap>
        <Tap className="secondary" onClick={remove}>
          {t('phone.remove')}
        </Tap>
      </div>
    </Screen>
  );
}

function ChoosePin({ person, onDone }: { person: { id: string; name: string }; onDone: () => void }) {
  const [pin, setPin] = useState('');
  const [first, setFirst] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const next = () => {
    if (first === null) {
      setFirst(pin);
      return setPin('');
    }
    if (first !== pin) {
      setFault(t('phone.wrongPin'));
      setFirst(null);
      return setPin('');
    }
    keepOnPhone(person, pin).then(
      () => {
        onDone();
        go({}, 'replace');
      },
      (error: Error) => setFault(error.message),
    );
  };
  return (
    <Screen
      title={person.name}
      action={{
        label: t(first === null ? 'app.next' : 'phone.keepMe'),
        act: next,
        missing: PIN.test(pin) ? null : t('phone.choosePin'),
      }}
    >
      {fault !== null && (
        <p className="notice notice-check" role="alert">
          {fault}
        </p>
      )}
      <p className="lead">{t(first === null ? 'phone.choosePin' : 'phone.pinAgain')}</p>
      <PinField pin={pin} onType={setPin} />
    </Screen>
  );
}

/** The phone's own keys for digits, and dots for what is typed: others look on. */
function PinField({ pin, onType }: { pin: string; onType: (pin: string) => void }) {
  return (
    <label className="field pin">
      {t('phone.pin')}
      <input
        type="password"
        inputMode="numeric"
        autoComplete="off"
        maxLength={6}
        value={pin}
        onChange={({ target }) => onType(asOnPad(target.value).replaceAll(/\D/g, ''))}
      />
    </label>
  );
}
