import { BadgeCheck } from 'lucide-react';
import { describeEvent } from '../describe.js';
import { clock, t } from '../language/language.js';
import { Screen } from '../parts/screen.js';
import { handOver } from '../storage/hand-over.js';
import { bySaving } from './entries.js';
import { useLog } from './use-log.js';
import { priceWords } from './value-words.js';

/** Bakeloop's signed word for each entry that it holds, to show or to hand over. */
export function ReceiptsPage({ kitchenId }: { kitchenId: string }) {
  const { entries } = useLog();
  const held = [...entries]
    .filter((entry) => entry.kitchenId === kitchenId)
    .sort(bySaving)
    .reverse()
    .flatMap(({ event, state }) =>
      state.kind === 'stored' && state.receipt ? [{ event, receipt: state.receipt }] : [],
    );
  const share = () => {
    const text = JSON.stringify(
      { kitchenId, check: `${location.origin}/api/v1/receipts/check`, receipts: held },
      null,
      2,
    );
    void handOver(new File([text], `bakeloop-receipts-${kitchenId}.json`, { type: 'application/json' }));
  };
  return (
    <Screen
      title={t('phone.receipts')}
      {...(held.length > 0 ? { action: { label: t('phone.share'), act: share } } : {})}
    >
      <p className="lead">{t(held.length > 0 ? 'phone.receiptsLead' : 'phone.noReceipts')}</p>
      <ul className="receipts">
        {held.map(({ event, receipt }) => (
          <li key={event.id}>
            <BadgeCheck aria-hidden />
            <span>
              {[describeEvent(event), priceWords(event)].filter(Boolean).join(' · ')}
              <span className="tile-hint">{t('phone.storedAt', { time: clock(receipt.storedAt) })}</span>
              <code className="code">
                <bdi>{receipt.signature.slice(0, 16)}…</bdi>
              </code>
            </span>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
