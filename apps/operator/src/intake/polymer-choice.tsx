import { t } from '../language/language.js';
import { Choice } from '../parts/choice.js';
import { Pictogram } from '../parts/pictograms.js';
import { POLYMERS, polymerName, type Polymer, type PolymerTile } from './polymers.js';

/** What it is, by resin code, colour and picture. PVC is told apart: it stops everything. */
export function PolymerChoice({
  chosen,
  onChoose,
  onPvc,
}: {
  chosen: PolymerTile | null;
  onChoose: (polymer: Polymer) => void;
  onPvc: () => void;
}) {
  return (
    <Choice
      label={t('intake.polymer')}
      chosen={chosen}
      options={POLYMERS.map((tile) => ({
        ...tile,
        label: polymerName(tile.value),
        hint: t(`polymer.${tile.value}`),
        icon: <Pictogram of={tile.value} />,
      }))}
      onChoose={(value) => (value === 'PVC' ? onPvc() : onChoose(value))}
    />
  );
}
