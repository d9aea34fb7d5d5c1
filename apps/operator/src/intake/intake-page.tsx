import { SOURCE_TYPES, type SourceType } from '@bakeloop/domain';
import {
  Ban,
  Box,
  Container as Bin,
  Fish,
  HandCoins,
  House,
  Mountain,
  QrCode,
  School,
  Shapes,
  ShoppingBag,
  Store,
} from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { quantity } from '../batch/units.js';
import { timed, When } from '../flow/when.js';
import { doubtAbout } from '../doubt.js';
import { readKept, useKept, writeKept } from '../kept.js';
import { parseKg, parseMoney } from '../kg.js';
import { kg, money, name, t } from '../language/language.js';
import { phone, useLog } from '../log/use-log.js';
import { freshTail, lotId } from '../mint.js';
import { Choice } from '../parts/choice.js';
import { DoubtChoice } from '../parts/doubt-choice.js';
import { FactsList } from '../parts/facts-list.js';
import { NumberPad } from '../parts/number-pad.js';
import { Screen } from '../parts/screen.js';
import { PhotoField } from '../photos/photo-field.js';
import { back, go } from '../route.js';
import {
  containerOf,
  CONTAINERS,
  EMPTY_INTAKE,
  intakeEvent,
  moisturePermille,
  rememberContainer,
  tareOf,
  weighedAs,
  weightsOf,
  type Container,
  type IntakeDraft,
} from './draft.js';
import { currencyOf, digitsOf } from './currency.js';
import { PolymerChoice } from './polymer-choice.js';
import { polymerName } from './polymers.js';
import { PvcStop } from './pvc-stop.js';
import { Tap } from '../parts/tap.js';

const SOURCE_ICONS: Record<SourceType, typeof House> = {
  household: House,
  collector: HandCoins,
  business: Store,
  fishing: Fish,
  school: School,
  landfill: Mountain,
  other: Shapes,
};

const toStep = (step: string) => go({ page: 'intake', step });

/**
 * Polymer, source, weight, check, save: nine taps for `24.5 kg`, the one on the home page included, once the tare is
 * remembered. Everything else is optional.
 */
export function IntakePage({
  kitchenId,
  country,
  step,
}: {
  kitchenId: string;
  /** Of the kitchen, ISO 3166-1; null while it is not known. */
  country: string | null;
  step: string | null;
}) {
  const [kept, setDraft] = useKept<IntakeDraft>(`draft.${kitchenId}.intake`, EMPTY_INTAKE);
  // A draft of an older page lacks what was added since.
  const draft = useMemo(() => ({ ...EMPTY_INTAKE, ...kept }), [kept]);
  const { polymer, sourceType } = draft;

  useEffect(() => {
    if (draft.tail === null) setDraft({ ...draft, tail: freshTail(phone) });
  }, [draft, setDraft]);

  if (step === 'pvc') return <PvcStop kitchenId={kitchenId} />;
  if (step === null || polymer === null) {
    return (
      <Screen title={t('intake.title')}>
        <PolymerChoice
          chosen={polymer}
          onPvc={() => toStep('pvc')}
          onChoose={(value) => {
            setDraft({ ...draft, polymer: value });
            toStep('source');
          }}
        />
      </Screen>
    );
  }
  if (step === 'source' || sourceType === null) {
    return (
      <Screen title={t('intake.from')}>
        <Choice
          label={t('intake.source')}
          chosen={sourceType}
          options={SOURCE_TYPES.map((value) => {
            const Icon = SOURCE_ICONS[value];
            return { value, label: name('code', value), icon: <Icon aria-hidden className="tile-icon" /> };
          })}
          onChoose={(value) => {
            setDraft({ ...draft, sourceType: value });
            toStep('weight');
          }}
        />
      </Screen>
    );
  }
  const chosen = { ...draft, polymer, sourceType };
  if (step === 'moisture')
    return <Moisture draft={draft} onType={(moisture) => setDraft({ ...draft, moisture })} />;
  if (step === 'price')
    return <Price kitchenId={kitchenId} country={country} draft={draft} setDraft={setDraft} />;
  if (step === 'review') {
    return <Review kitchenId={kitchenId} country={country} draft={chosen} setDraft={setDraft} />;
  }
  return <Weight kitchenId={kitchenId} draft={draft} setDraft={setDraft} />;
}

/** Who has typed no more digit for so long has typed the weight whole, ms: until then `2` may become `24.5`. */
const TYPED_MS = 1_200;

/** A value once it has stayed the same for a while; at first as it is. */
function useRested<T>(value: T, ms: number): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return rested;
}

const CONTAINER_ICONS: Record<Container, typeof Box> = { none: Ban, bag: ShoppingBag, crate: Box, bin: Bin };

function Weight({
  kitchenId,
  draft,
  setDraft,
}: {
  kitchenId: string;
  draft: IntakeDraft;
  setDraft: (draft: IntakeDraft) => void;
}) {
  const [active, setActive] = useState<'gross' | 'tare'>('gross');
  const container = containerOf(kitchenId, draft);
  const tare = tareOf(kitchenId, draft);
  const weights = weightsOf(draft.gross, tare);
  const missing = 'missing' in weights ? weights.missing : null;
  const doubt = doubtAbout(weighedAs(container), parseKg(draft.gross), { sureOf: draft.sureOf });
  const isTyped = useRested(draft.gross, TYPED_MS) === draft.gross;
  const swapped = 'swapped' in weights && isTyped;
  return (
    <Screen
      title={t('intake.weigh', { what: polymerName(draft.polymer ?? '') })}
      action={{
        label: t(missing ? 'app.next' : 'intake.next'),
        act: () => toStep('review'),
        missing: doubt?.words ?? missing,
      }}
      footer={
        doubt ? (
          <DoubtChoice
            doubt={doubt}
            onText={(gross) => setDraft({ ...draft, gross })}
            onSure={(sureOf) => setDraft({ ...draft, sureOf })}
          />
        ) : swapped ? (
          <Tap
            className="secondary strong wide instead swap"
            onClick={() => setDraft({ ...draft, gross: tare, tare: draft.gross })}
          >
            {t('intake.swap')}
          </Tap>
        ) : (
          'netGrams' in weights && (
            <p className="net" role="status">
              {t('intake.net')} <strong>{kg(weights.netGrams)}</strong>
            </p>
          )
        )
      }
    >
      <div className="chips" role="group" aria-label={t('intake.container')}>
        {CONTAINERS.map((value) => {
          const Icon = CONTAINER_ICONS[value];
          return (
            <Tap
              key={value}
              className="chip"
              aria-pressed={value === container}
              onClick={() => setDraft({ ...draft, container: value, tare: null })}
            >
              <Icon aria-hidden />
              {t(`intake.${value}`)}
            </Tap>
          );
        })}
      </div>
      <NumberPad
        fields={[
          { name: 'gross', label: t('intake.gross'), unit: 'kg', text: draft.gross, decimals: 1 },
          { name: 'tare', label: t('intake.tareEmpty'), unit: 'kg', text: tare, decimals: 1 },
        ]}
        active={active}
        onActive={setActive}
        onType={(name, text) => setDraft({ ...draft, [name]: text })}
      />
    </Screen>
  );
}

function Moisture({ draft, onType }: { draft: IntakeDraft; onType: (text: string) => void }) {
  const missing = moisturePermille(draft.moisture) === null ? t('intake.moistureMost') : null;
  return (
    <Screen title={t('intake.moisture')} action={{ label: t('app.done'), act: () => back(), missing }}>
      <p className="lead">{t('intake.moistureHow')}</p>
      <NumberPad
        fields={[
          { name: 'moisture', label: t('intake.moisture'), unit: '%', text: draft.moisture, decimals: 1 },
        ]}
        active="moisture"
        onType={(_, text) => onType(text)}
      />
    </Screen>
  );
}

const isCurrency = (text: string | null): text is string => /^[A-Z]{3}$/.test(text ?? '');
/** As last paid here, else what the country pays in. */
const currencyAt = (kitchenId: string, country: string | null): string =>
  readKept<string>(`currency.${kitchenId}`) ?? currencyOf(country) ?? 'USD';

function Price({
  kitchenId,
  country,
  draft,
  setDraft,
}: {
  kitchenId: string;
  country: string | null;
  draft: IntakeDraft;
  setDraft: (draft: IntakeDraft) => void;
}) {
  const currency = draft.currency ?? currencyAt(kitchenId, country);
  const known = isCurrency(currency);
  return (
    <Screen
      title={t('intake.price')}
      action={{
        label: t('app.done'),
        act: back,
        missing: known ? null : t('intake.needCurrency'),
      }}
    >
      <label className="field">
        {t('intake.currency')}
        <input
          value={currency}
          maxLength={3}
          autoCapitalize="characters"
          autoComplete="off"
          onChange={(event) => setDraft({ ...draft, currency: event.target.value.toUpperCase() })}
        />
      </label>
      <NumberPad
        fields={[
          {
            name: 'price',
            label: t('intake.paid'),
            unit: currency,
            text: draft.price,
            decimals: known ? digitsOf(currency) : 2,
            wholeDigits: 9,
          },
        ]}
        active="price"
        onType={(_, price) => setDraft({ ...draft, price })}
      />
    </Screen>
  );
}

function Review({
  kitchenId,
  country,
  draft,
  setDraft,
}: {
  kitchenId: string;
  country: string | null;
  draft: IntakeDraft & { polymer: NonNullable<IntakeDraft['polymer']>; sourceType: SourceType };
  setDraft: (draft: IntakeDraft | null) => void;
}) {
  const { save } = useLog();
  const tare = tareOf(kitchenId, draft);
  const weights = weightsOf(draft.gross, tare);
  if ('missing' in weights) {
    return (
      <Screen title={t('intake.check')} action={{ label: t('intake.toWeight'), act: () => toStep('weight') }}>
        <p className="lead">{weights.missing}</p>
      </Screen>
    );
  }
  const lot = lotId(draft.polymer, draft.tail ?? '');
  const currency = isCurrency(draft.currency) ? draft.currency : currencyAt(kitchenId, country);
  const minor = draft.price === '' ? null : parseMoney(draft.price, digitsOf(currency));
  const price = minor === null ? null : { minor, currency };
  const keep = () => {
    const label = t('intake.saved', { kg: kg(weights.netGrams), what: polymerName(draft.polymer) });
    if (!save(kitchenId, intakeEvent(draft, weights, lot, price), label, timed(draft.time))) return;
    rememberContainer(kitchenId, draft);
    if (price !== null) writeKept(`currency.${kitchenId}`, currency);
    setDraft(null);
    go({}, 'replace');
  };
  return (
    <Screen title={t('intake.check')} action={{ label: t('intake.save'), act: keep }}>
      <p className="weight">
        {kg(weights.netGrams)} <span>{t('intake.netOf', { what: polymerName(draft.polymer) })}</span>
      </p>
      <FactsList
        facts={[
          [t('intake.source'), name('code', draft.sourceType)],
          [t('intake.gross'), kg(weights.grossGrams)],
          [t('intake.tare'), kg(weights.tareGrams)],
          [t('intake.onTheBag'), <b className="code">{lot}</b>],
        ]}
      />
      <Tap className="secondary wide row" onClick={() => go({ page: 'label', lot })}>
        <span>{t('label.title')}</span>
        <QrCode aria-hidden />
      </Tap>
      <Tap className="secondary wide row" onClick={() => toStep('price')}>
        <span>{t('intake.price')}</span>
        <strong>{price === null ? t('form.none') : money(price.minor, price.currency)}</strong>
      </Tap>
      <Tap className="secondary wide row" onClick={() => toStep('moisture')}>
        <span>{t('intake.moisture')}</span>
        <strong>{draft.moisture === '' ? t('form.none') : quantity(Number(draft.moisture), '%')}</strong>
      </Tap>
      <When time={draft.time} onChoose={(time) => setDraft({ ...draft, time })} />
      <PhotoField
        kitchenId={kitchenId}
        hashes={draft.photos}
        onChange={(photos) => setDraft({ ...draft, photos })}
      />
      <label className="field">
        {t('intake.supplier')}
        <input
          value={draft.supplier}
          maxLength={80}
          autoComplete="off"
          onChange={(event) => setDraft({ ...draft, supplier: event.target.value })}
        />
      </label>
    </Screen>
  );
}
