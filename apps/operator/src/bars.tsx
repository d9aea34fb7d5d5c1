import { CircleAlert, CircleCheck, Languages, Smartphone, Undo2, UserRound } from 'lucide-react';
import { go } from './route.js';
import { t } from './language/language.js';
import { useLog } from './log/use-log.js';
import { Tap } from './parts/tap.js';
import { useProfiles } from './profiles/profiles.js';

/** Always on top: which kitchen, and whether everything typed is safe. */
export function TopBar({ kitchenName, onKitchen }: { kitchenName: string | null; onKitchen: () => void }) {
  const { counts } = useLog();
  const isShared = useProfiles().length > 0;
  const { waiting, refused, stored } = counts;
  const Icon = refused > 0 ? CircleAlert : waiting > 0 ? Smartphone : CircleCheck;
  const say =
    refused > 0
      ? t('app.needsYou', { count: refused })
      : waiting > 0
        ? t('app.onPhoneStored', { waiting, stored })
        : t('app.stored', { count: stored });
  return (
    <nav className="top-bar" aria-label={t('app.log')}>
      <Tap
        className="kitchen-name"
        onClick={onKitchen}
        aria-label={kitchenName === null ? undefined : t('app.changeKitchen', { name: kitchenName })}
      >
        <span>{kitchenName ?? 'Bakeloop'}</span>
      </Tap>
      {isShared && (
        <Tap className="icon-button" onClick={() => go({ page: 'people' })} aria-label={t('phone.people')}>
          <UserRound aria-hidden />
        </Tap>
      )}
      <Tap className="icon-button" onClick={() => go({ page: 'settings' })} aria-label={t('app.language')}>
        <Languages aria-hidden />
      </Tap>
      {kitchenName !== null && (
        <Tap
          className="pill"
          data-state={refused > 0 ? 'refused' : waiting > 0 ? 'waiting' : 'stored'}
          onClick={() => go({ page: 'log' })}
          aria-label={`${t('app.logState', { waiting, stored, refused })} · ${say}`}
        >
          <Icon aria-hidden />
          {say}
        </Tap>
      )}
    </nav>
  );
}

/** Just above the thumb for ten seconds after each save. */
export function UndoBar() {
  const { lastSaved, undo, trouble } = useLog();
  return (
    <aside className="undo-place" aria-label={t('app.undo')}>
      {trouble && (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      )}
      <div role="status">
        {lastSaved && (
          <div className="undo" key={lastSaved.event.id}>
            <span>{lastSaved.label}</span>
            <Tap onClick={undo}>
              <Undo2 aria-hidden /> {t('app.undo')}
            </Tap>
          </div>
        )}
      </div>
    </aside>
  );
}
