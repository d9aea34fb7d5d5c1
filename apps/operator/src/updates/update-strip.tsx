import { t } from '../language/language.js';
import { Tap } from '../parts/tap.js';
import { usePlace } from '../route.js';
import { isQuiet, update, useUpdateReady } from './updates.js';

/** Says that a newer version waits, where it may come: in a form, or at a batch, it waits unseen. */
export function UpdateStrip() {
  const isReady = useUpdateReady();
  const { page } = usePlace();
  if (!isReady || !isQuiet(page)) return null;
  return (
    <p className="update-strip" role="status">
      {t('phone.updateReady')}
      <Tap onClick={() => void update()}>{t('phone.updateNow')}</Tap>
    </p>
  );
}
