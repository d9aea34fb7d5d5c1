import { OctagonX } from 'lucide-react';
import { t } from '../language/language.js';
import { useLog } from '../log/use-log.js';
import { Screen } from '../parts/screen.js';
import { go } from '../route.js';

/** PVC decomposes at the heat that melts PE and PP, and gives off hydrogen chloride: it must never reach a machine. */
export function PvcStop({
  kitchenId,
  onLogged = () => go({}, 'replace'),
}: {
  kitchenId: string;
  /** Where it goes on once it is logged; home unless there is more to weigh. */
  onLogged?: () => void;
}) {
  const { save } = useLog();
  const record = () => {
    const event = { type: 'incident.recorded', data: { kind: 'pvc-found', severity: 2 } } as const;
    if (save(kitchenId, event, t('pvc.logged'))) onLogged();
  };
  return (
    <Screen title={t('pvc.title')} action={{ label: t('pvc.log'), act: record }}>
      <div className="stop" role="alert">
        <OctagonX aria-hidden />
        <p>
          <strong>{t('pvc.never')}</strong>
          {t('pvc.gas')}
        </p>
      </div>
      <ol className="steps">
        <li>{t('pvc.takeOut')}</li>
        <li>{t('pvc.lookThrough')}</li>
        <li>{t('pvc.hot')}</li>
        <li>{t('pvc.tell')}</li>
      </ol>
    </Screen>
  );
}
