import type { KitchenDetail } from '@bakeloop/contracts';
import { Printer, Share2 } from 'lucide-react';
import { readKept } from '../kept.js';
import { t } from '../language/language.js';
import { rare } from '../language/rare.js';
import { FactsList } from '../parts/facts-list.js';
import { Screen } from '../parts/screen.js';
import { Tap } from '../parts/tap.js';
import { handOverText } from '../storage/hand-over.js';
import { slipFacts, slipText, type Delivery } from './slip.js';

/** A receipt for whoever brought a delivery: to show, to print or to send, without a network. */
export function SlipPage({ kitchenId, delivery }: { kitchenId: string; delivery: Delivery }) {
  const kitchen = readKept<KitchenDetail>(`kitchen.${kitchenId}`)?.name ?? kitchenId;
  const title = rare('slip.title');
  const send = () => handOverText(slipText([kitchen, title], delivery), delivery.data.lotId);
  return (
    <Screen
      title={title}
      footer={
        <div className="others two">
          <Tap className="secondary strong" onClick={() => window.print()}>
            <Printer aria-hidden /> {t('label.print')}
          </Tap>
          <Tap className="secondary strong" onClick={() => void send()}>
            <Share2 aria-hidden /> {t('label.share')}
          </Tap>
        </div>
      }
    >
      <section className="label" aria-label={title}>
        <h2>{title}</h2>
        <b>{kitchen}</b>
        <FactsList facts={slipFacts(delivery)} />
      </section>
    </Screen>
  );
}
