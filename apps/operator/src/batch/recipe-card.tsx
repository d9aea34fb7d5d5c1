import type { RecipeBody } from '@bakeloop/domain';
import { Thermometer, TriangleAlert } from 'lucide-react';
import { kg, locale, name, t } from '../language/language.js';
import { FactsList } from '../parts/facts-list.js';
import { polymerName } from '../intake/polymers.js';
import type { Reference } from './reference.js';
import { range } from './units.js';

/** What the machine may be set to, and what goes in: the same words wherever the recipe is looked at. */
export function RecipeCard({
  recipeId,
  version,
  productCode,
  reference,
}: {
  recipeId: string | null;
  /** Of the batch, or of the one about to be started. */
  version: number | null;
  productCode: string | null;
  reference: Reference;
}) {
  const found = recipeId === null ? undefined : reference.recipes.get(recipeId);
  const body = found?.body ?? null;
  const product = productCode === null ? undefined : reference.products.get(productCode);
  const isOther = found !== undefined && version !== null && found.version !== version;
  return (
    <section className="card recipe-card" aria-label={t('recipe.title')}>
      <Limits limits={body?.limitsCel ?? null} />
      {body !== null && body.polymers.length > 0 && (
        <p>
          {t('recipe.only')}{' '}
          <bdi>
            <strong>{body.polymers.map(polymerName).join(' · ')}</strong>
          </bdi>
          <br />
          {t('recipe.neverPvc')}
        </p>
      )}
      <FactsList
        facts={[
          ...mixOf(body),
          ...(product?.pieceGrams ? [[t('recipe.piece'), kg(product.pieceGrams)] as const] : []),
          [t('field.recipeId'), <bdi>{`${recipeId ?? '–'} · ${String(version ?? '–')}`}</bdi>],
        ]}
      />
      {isOther && (
        <p className="notice notice-check">{t('recipe.otherVersion', { version: found.version })}</p>
      )}
    </section>
  );
}

function Limits({ limits }: { limits: RecipeBody['limitsCel'] }) {
  if (limits === null)
    return (
      <p className="notice notice-check" role="status">
        <TriangleAlert aria-hidden />
        <span>{t('recipe.noLimits')}</span>
      </p>
    );
  return (
    <div className="limits">
      <Thermometer aria-hidden />
      <p>
        <span className="weight">{range(limits, 'Cel')}</span>
        <span>{t('recipe.hotter')}</span>
      </p>
    </div>
  );
}

function mixOf(body: RecipeBody | null): (readonly [string, string])[] {
  const percent = new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 1 });
  const parts = body?.components ?? [];
  return parts.length < 2
    ? []
    : parts.map(({ material, share }) => [name('code', material), percent.format(share)] as const);
}
