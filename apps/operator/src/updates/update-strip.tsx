import { t } from '../language/language.js';
import { Tap } from '../parts/tap.js';
import { update, useUpdateReady } from './updates.js';

/** Says that a newer version waits; it comes by itself when nobody is at the phone. */
export function UpdateStrip() {
  const isReady = useUpdateReady();
  if (!isReady) return null;
  return (
    <p className="update-strip" role="status">
      {t('phone.updateReady')}
      <Tap onClick={() => void update()}>{t('phone.updateNow')}</Tap>
    </p>
  );
}
