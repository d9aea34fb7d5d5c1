import { OctagonX } from 'lucide-react';
import { t } from './language/language.js';
import { useServer } from './server/use-server.js';

/** What was remembered for longer than a shift says nothing of now, ms. */
const STANDS_MS = 12 * 3_600_000;

/** Where people can come to harm now, and what to do: above whatever is being logged. */
export function SafetyBanner({ kitchenId }: { kitchenId: string }) {
  const { data } = useServer(`safety.${kitchenId}`, 'safety', { params: { kitchenId } });
  const items = data?.items.filter(({ since }) => Date.now() - Date.parse(since) < STANDS_MS) ?? [];
  return items.map(({ id, kind, machine }) => (
    <div key={id} className="notice danger" role="alert">
      <OctagonX aria-hidden />
      <p>
        <strong>{kind === 'pvc' ? t('pvc.title') : t('danger.heat', { machine: machine ?? '' })}</strong>
        {kind === 'pvc' ? `${t('pvc.never')} ${t('pvc.takeOut')}` : t('danger.heatDo')}
      </p>
    </div>
  ));
}
