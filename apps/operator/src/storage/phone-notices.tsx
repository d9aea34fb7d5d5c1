import { Clock, DatabaseZap } from 'lucide-react';
import { t } from '../language/language.js';
import { phone, useLog } from '../log/use-log.js';
import { Tap } from '../parts/tap.js';

/** What is wrong with the phone itself, where somebody sees it before they log. */
export function PhoneNotices() {
  const { lostCount, forgetLost, roomy } = useLog();
  return (
    <>
      {lostCount > 0 && (
        <div className="notice notice-check" role="alert">
          <DatabaseZap aria-hidden />
          <span>{t('phone.lost', { count: lostCount })}</span>
          <Tap className="secondary" onClick={forgetLost}>
            {t('phone.understood')}
          </Tap>
        </div>
      )}
      {phone.clockOffsetMs() !== 0 && (
        <p className="notice notice-check" role="status">
          <Clock aria-hidden />
          <span>{t('phone.clockOff')}</span>
        </p>
      )}
      {!roomy && <p className="notice notice-check">{t('phone.full')}</p>}
    </>
  );
}
