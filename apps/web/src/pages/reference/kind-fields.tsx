import {
  FATES,
  MATERIALS,
  type BaselineBody,
  type OceanBoundClass,
  type PolymerBody,
  type ProductBody,
  type RecipeBody,
  type ReferenceRecord,
} from '@bakeloop/domain';
import { Plus, X } from 'lucide-react';
import { FATE_WORDS, isKind, OCEAN_WORDS, RULE_WORDS } from '../../data/reference-words.js';
import {
  CheckField,
  ChoiceField,
  FieldGroup,
  NumberField,
  OptionalNumberField,
  OptionalTextField,
  RangeField,
  ShareField,
  ShareSum,
  SourceField,
  TextField,
} from './fields.js';

/** The form of one kind of record: it holds nothing and tells each change as a whole new body. */
export interface KindFieldsProps<Body> {
  body: Body;
  change: (body: Body) => void;
  /** The newest versions of the records that this one may name. */
  named: readonly ReferenceRecord[];
}

export function PolymerFields({ body, change }: KindFieldsProps<PolymerBody>) {
  const set = (part: Partial<PolymerBody>) => change({ ...body, ...part });
  return (
    <>
      <FieldGroup legend="Polymer">
        <TextField label="Name" value={body.name} maxLength={120} change={(name) => set({ name })} />
        <NumberField
          label="Resin code (ASTM D7611)"
          value={body.resinCode}
          hint="1 to 7"
          change={(resinCode) => set({ resinCode })}
        />
        <ChoiceField label="Rule" value={body.rule} choices={RULE_WORDS} change={(rule) => set({ rule })} />
        <TextField
          label="The rule in words, for the phone"
          value={body.ruleNote}
          change={(ruleNote) => set({ ruleNote })}
        />
      </FieldGroup>
      <RangeField
        label="Density"
        known="The density is known"
        unit="g/cm³"
        value={body.densityGPerCm3}
        change={(densityGPerCm3) => set({ densityGPerCm3 })}
      />
      <RangeField
        label="Worked at"
        known="It is melted"
        unit="°C"
        value={body.meltCel}
        change={(meltCel) => set({ meltCel })}
      />
      <RangeField
        label="Decomposes at"
        known="The decomposition is known"
        unit="°C"
        value={body.decompositionCel}
        change={(decompositionCel) => set({ decompositionCel })}
      />
      <SourceField value={body.source} change={(source) => set({ source })} />
    </>
  );
}

type Displaces = ProductBody['displaces'];
const DISPLACES_WORDS: Record<Displaces['kind'], string> = {
  product: 'a building product',
  'virgin-plastic': 'virgin plastic',
  none: 'nothing',
};
const NEW_DISPLACES: { [K in Displaces['kind']]: Displaces } = {
  product: { kind: 'product', factor: 'material/', gramsPerPiece: NaN },
  'virgin-plastic': { kind: 'virgin-plastic', share: NaN },
  none: { kind: 'none', why: '' },
};

export function ProductFields({ body, change, named }: KindFieldsProps<ProductBody>) {
  const set = (part: Partial<ProductBody>) => change({ ...body, ...part });
  const { functionalUnit, displaces, utility, afterUse } = body;
  return (
    <>
      <FieldGroup legend="Product">
        <TextField label="Name" value={body.name} maxLength={120} change={(name) => set({ name })} />
        <TextField
          label="Intended use"
          value={body.intendedUse}
          change={(intendedUse) => set({ intendedUse })}
        />
        <OptionalNumberField
          label="A piece weighs"
          unit="g"
          hint="Left empty: it varies."
          value={body.pieceGrams}
          change={(pieceGrams) => set({ pieceGrams })}
        />
      </FieldGroup>
      <FieldGroup legend="Functional unit" hint="The basis of comparison, for example m2 of paving.">
        <CheckField
          label="It has one"
          value={functionalUnit !== null}
          change={(has) => set({ functionalUnit: has ? { unit: '', perPiece: NaN } : null })}
        />
        {functionalUnit === null ? null : (
          <>
            <NumberField
              label="A piece is"
              value={functionalUnit.perPiece}
              change={(perPiece) => set({ functionalUnit: { ...functionalUnit, perPiece } })}
            />
            <TextField
              label="of this unit"
              value={functionalUnit.unit}
              maxLength={120}
              change={(unit) => set({ functionalUnit: { ...functionalUnit, unit } })}
            />
          </>
        )}
      </FieldGroup>
      <FieldGroup legend="Takes the place of" hint="A building product or virgin plastic, never both.">
        <ChoiceField
          label="What"
          value={displaces.kind}
          choices={DISPLACES_WORDS}
          change={(kind) => set({ displaces: NEW_DISPLACES[kind] })}
        />
        {displaces.kind === 'product' ? (
          <>
            <TextField
              label="Its emission factor"
              value={displaces.factor}
              maxLength={80}
              suggestions={materialKeys(named)}
              hint="of a factor set, such as material/concrete"
              change={(factor) => set({ displaces: { ...displaces, factor } })}
            />
            <NumberField
              label="A piece takes the place of"
              unit="g"
              value={displaces.gramsPerPiece}
              change={(gramsPerPiece) => set({ displaces: { ...displaces, gramsPerPiece } })}
            />
          </>
        ) : displaces.kind === 'virgin-plastic' ? (
          <ShareField
            label="Share of its mass"
            value={displaces.share}
            change={(share) => set({ displaces: { ...displaces, share } })}
          />
        ) : (
          <TextField
            label="Why nothing"
            value={displaces.why}
            change={(why) => set({ displaces: { ...displaces, why } })}
          />
        )}
      </FieldGroup>
      <FieldGroup legend="Against the average product of the field">
        <NumberField
          label="Life"
          unit="times"
          value={utility.lifeRatio}
          change={(lifeRatio) => set({ utility: { ...utility, lifeRatio } })}
        />
        <NumberField
          label="Use"
          unit="times"
          value={utility.useRatio}
          change={(useRatio) => set({ utility: { ...utility, useRatio } })}
        />
      </FieldGroup>
      <FieldGroup legend="After use" hint="What happened, not what could.">
        <ShareField
          label="Collected for recycling"
          value={afterUse.recycledShare}
          change={(recycledShare) => set({ afterUse: { ...afterUse, recycledShare } })}
        />
        <ShareField
          label="Reused"
          value={afterUse.reusedShare}
          change={(reusedShare) => set({ afterUse: { ...afterUse, reusedShare } })}
        />
        <ShareField
          label="Efficiency of that recycling"
          value={afterUse.recyclingEfficiency}
          change={(recyclingEfficiency) => set({ afterUse: { ...afterUse, recyclingEfficiency } })}
        />
      </FieldGroup>
      <SourceField value={body.source} change={(source) => set({ source })} />
    </>
  );
}

export function RecipeFields({ body, change, named }: KindFieldsProps<RecipeBody>) {
  const set = (part: Partial<RecipeBody>) => change({ ...body, ...part });
  const polymers = named.filter((record) => isKind(record, 'polymer'));
  const unknown = body.polymers.filter((code) => !polymers.some(({ id }) => id === code));
  const setComponent = (index: number, part: Partial<RecipeBody['components'][number]>) =>
    set({ components: body.components.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  return (
    <>
      <FieldGroup legend="Recipe">
        <TextField label="Name" value={body.name} maxLength={120} change={(name) => set({ name })} />
        <OptionalTextField
          label="Makes the product"
          value={body.productCode}
          suggestions={named.filter((record) => isKind(record, 'product')).map(({ id }) => id)}
          hint="Left empty: no product in particular."
          change={(productCode) => set({ productCode })}
        />
      </FieldGroup>
      <FieldGroup legend="Polymers">
        {[...polymers.map(({ id }) => id), ...unknown].map((code) => (
          <CheckField
            key={code}
            label={code}
            value={body.polymers.includes(code)}
            change={(isIn) =>
              set({
                polymers: isIn ? [...body.polymers, code] : body.polymers.filter((other) => other !== code),
              })
            }
          />
        ))}
      </FieldGroup>
      <RangeField
        label="Temperature limits"
        known="The recipe has limits"
        unit="°C"
        value={body.limitsCel}
        change={(limitsCel) => set({ limitsCel })}
      />
      <FieldGroup legend="Components" hint="Shares of the feed by mass.">
        {body.components.map(({ material, share }, index) => (
          <div className="ref-line" key={material}>
            <ShareField
              label={material}
              value={share}
              change={(value) => setComponent(index, { share: value })}
            />
            <button
              type="button"
              className="icon-button"
              aria-label={`Take ${material} out`}
              onClick={() => set({ components: body.components.filter((_, at) => at !== index) })}
            >
              <X size={18} aria-hidden />
            </button>
          </div>
        ))}
        <div className="ref-adds">
          {MATERIALS.filter((one) => !body.components.some(({ material }) => material === one)).map((one) => (
            <button
              key={one}
              type="button"
              className="button button-quiet"
              onClick={() => set({ components: [...body.components, { material: one, share: 0 }] })}
            >
              <Plus size={15} aria-hidden /> {one}
            </button>
          ))}
        </div>
        <ShareSum shares={body.components.map(({ share }) => share)} />
      </FieldGroup>
      <SourceField value={body.source} change={(source) => set({ source })} />
    </>
  );
}

export function BaselineFields({ body, change }: KindFieldsProps<BaselineBody>) {
  const set = (part: Partial<BaselineBody>) => change({ ...body, ...part });
  const { oceanBound } = body;
  return (
    <>
      <FieldGroup legend="Without the kitchen, the plastic would be">
        {FATES.map((fate) => (
          <ShareField
            key={fate}
            label={FATE_WORDS[fate]}
            value={body.shares[fate]}
            change={(share) => set({ shares: { ...body.shares, [fate]: share } })}
          />
        ))}
        <ShareSum shares={FATES.map((fate) => body.shares[fate])} />
      </FieldGroup>
      <FieldGroup legend="Bound for the ocean">
        <CheckField
          label="The class of this place is known"
          value={oceanBound !== null}
          change={(isKnown) =>
            set({ oceanBound: isKnown ? { class: 'none', ruleSet: 'Zero Plastic Oceans OBP' } : null })
          }
        />
        {oceanBound === null ? null : (
          <>
            <ChoiceField<OceanBoundClass>
              label="Class"
              value={oceanBound.class}
              choices={OCEAN_WORDS}
              change={(value) => set({ oceanBound: { ...oceanBound, class: value } })}
            />
            <TextField
              label="By the rules of"
              value={oceanBound.ruleSet}
              maxLength={120}
              change={(ruleSet) => set({ oceanBound: { ...oceanBound, ruleSet } })}
            />
          </>
        )}
      </FieldGroup>
      <FieldGroup legend="Where it comes from">
        <CheckField
          label="This is a proposal: nobody studied the place"
          value={body.isDefault}
          change={(isDefault) => set({ isDefault })}
        />
        <SourceField value={body.source} change={(source) => set({ source })} />
      </FieldGroup>
    </>
  );
}

function materialKeys(named: readonly ReferenceRecord[]): string[] {
  const keys = named.flatMap((record) =>
    isKind(record, 'factor-set') ? record.body.factors.map(({ key }) => key) : [],
  );
  return [...new Set(keys.filter((key) => key.startsWith('material/')))].sort();
}
