import { useState } from 'react';
import { t } from '../language/language.js';
import { LabelField } from '../parts/label-field.js';
import { Screen } from '../parts/screen.js';
import { go } from '../route.js';
import { placeOfLabel, readLabel } from './label.js';
import { Scanner } from './scanner.js';

/** Opens what a label is about. A reader that types (and ends with Enter) or a thumb does as well as the camera. */
export function ScanPage({ kitchenId }: { kitchenId: string }) {
  const [typed, setTyped] = useState('');
  const [foreign, setForeign] = useState(false);
  const open = (text: string) => {
    const labelled = readLabel(text, kitchenId);
    setForeign(labelled === null);
    if (labelled) go(placeOfLabel(labelled), 'replace');
  };
  return (
    <Screen
      title={t('label.scan')}
      action={{
        label: t('label.open'),
        act: () => open(typed),
        missing: typed === '' ? t('label.how') : null,
      }}
    >
      <Scanner onText={open} />
      {foreign && (
        <p className="notice notice-check" role="alert">
          {t('label.foreign')}
        </p>
      )}
      <LabelField text={typed} change={setTyped} />
    </Screen>
  );
}
