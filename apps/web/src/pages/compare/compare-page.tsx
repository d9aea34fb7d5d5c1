import type { ComparedSum } from '@bakeloop/contracts';
import { useFormat, UNKNOWN } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { kitchenPath, onDays } from '../../data/addresses.js';
import {
  BASES,
  BASIS_WORDS,
  comparedValue,
  otherDays,
  QUANTITIES_OF,
  QUANTITY_WORDS,
  readCompared,
  unitOf,
  writeCompared,
  type By,
  type Compared,
  type Quantity,
} from '../../data/compared.js';
import { useKitchenNames, useProductNames } from '../../data/use-names.js';
import { useRecipes } from '../../data/use-schedule.js';
import { useLedgerNews } from '../../data/use-news.js';
import { useToday } from '../../data/use-today.js';
import { SelectField } from '../../parts/form.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { PeriodChoice } from '../../parts/period-choice.js';
import { TableLink } from '../../parts/table-link.js';
import { useTitle } from '../../parts/use-title.js';
import { CompareChart, comparedFiles, type ComparedProps } from './compare-chart.js';
import './compare.css';
import { callConsole } from '../../data/call-console.js';

const BY_WORDS: Record<By, string> = { kitchen: 'Kitchens', recipe: 'Recipes', product: 'Products' };
const AGAINST = [
  ['none', 'nothing'],
  ['before', 'the days before'],
  ['year', 'a year earlier'],
] as const;

const OF_LEDGER = ['compare'];

/** Kitchens, recipes and products side by side, and with another time; all of it in the address. */
export function ComparePage() {
  useTitle('Compare');
  useLedgerNews(OF_LEDGER);
  const [search, setSearch] = useSearchParams();
  const chosen = search.get('kitchen');
  const today = useToday(chosen === null ? 'portfolio' : `kitchen:${chosen}`);
  const written = readCompared(search, today);
  const asked = onDays(written, today);
  const change = (next: Partial<Compared>) => {
    setSearch(writeCompared({ ...written, ...next }), { replace: true });
  };
  const kitchens = useKitchenNames();
  const other = otherDays(asked);
  const now = useSums(asked, asked);
  const before = useSums(asked, other);
  const name = useNames(asked.by);
  const error = now.error ?? before.error;
  return (
    <div className="page">
      <div className="page-head">
        <h1>Compare</h1>
      </div>
      <div className="compare-asked" role="group" aria-label="What is compared">
        <SelectField
          label="Compare"
          value={asked.by}
          choices={Object.entries(BY_WORDS) as [By, string][]}
          change={(by) => {
            change({ by });
          }}
        />
        {asked.by === 'kitchen' ? null : (
          <SelectField
            label="Of"
            value={asked.kitchenId ?? ''}
            choices={[['', 'all kitchens'], ...kitchens.map(({ id, name: words }) => [id, words] as const)]}
            change={(kitchenId) => {
              change({ kitchenId: kitchenId === '' ? undefined : kitchenId });
            }}
          />
        )}
        <SelectField
          label="By"
          value={asked.quantity}
          choices={QUANTITIES_OF[asked.basis].map((one) => [one, QUANTITY_WORDS[one]] as const)}
          change={(quantity) => {
            change({ quantity });
          }}
        />
        <SelectField
          label="Over"
          value={asked.basis}
          choices={BASES.map((one) => [one, BASIS_WORDS[one]] as const)}
          change={(basis) => {
            change({ basis });
          }}
        />
        <PeriodChoice
          period={written}
          today={today}
          bounded
          onChange={({ from, to }) => {
            change({ from: from ?? written.from, to: to ?? '-0d' });
          }}
        />
        <SelectField
          label="Beside it"
          value={asked.against}
          choices={AGAINST}
          change={(against) => {
            change({ against });
          }}
        />
      </div>
      {now.data && (other === null || before.data) ? (
        now.data.items.length === 0 ? (
          <EmptyPanel title="No finished batch in these days">
            Choose other days, or look at <Link to="/fleet">the fleet</Link> for what runs now.
          </EmptyPanel>
        ) : (
          <>
            <section className="panel">
              <CompareChart
                asked={asked}
                sums={now.data.items}
                before={before.data?.items ?? null}
                name={name}
              />
            </section>
            <All asked={asked} sums={now.data.items} before={before.data?.items ?? null} name={name} />
          </>
        )
      ) : error ? (
        <ProblemPanel
          error={error}
          retry={() => {
            void now.refetch();
            void before.refetch();
          }}
        />
      ) : (
        <Loading label="Loading what is compared" blocks={[320, 200]} />
      )}
    </div>
  );
}

function useSums({ by, kitchenId }: Compared, days: { from: string; to: string } | null) {
  return useQuery({
    queryKey: ['compare', by, kitchenId ?? '', days?.from, days?.to],
    queryFn: ({ signal }) => {
      const { from = '', to = '' } = days ?? {};
      return callConsole('compare', { query: { by, kitchenId, from, to } }, { signal });
    },
    enabled: days !== null,
    refetchInterval: 60_000,
    placeholderData: (last) => last,
  });
}

function useNames(by: By): (key: string | null) => string {
  const kitchens = useKitchenNames();
  const products = useProductNames();
  const recipes = useRecipes();
  return (key) => {
    if (key === null) return by === 'recipe' ? 'no recipe named' : 'no product named';
    if (by === 'recipe') return recipes.get(key)?.name ?? key;
    return (by === 'kitchen' ? kitchens : products).find(({ id }) => id === key)?.name ?? key;
  };
}

/** Every quantity on the chosen basis, so that what is odd in one is seen in the others. */
function All({ asked, sums, before, name }: ComparedProps) {
  const format = useFormat();
  const { basis, by } = asked;
  const earlier = new Map(before?.map((sum) => [sum.key, sum]));
  const quantities = QUANTITIES_OF[basis];
  const measured = (sum: ComparedSum | undefined, quantity: Quantity): string => {
    const value = sum ? comparedValue(sum, quantity, basis) : null;
    return value === null ? UNKNOWN : format.measured(value);
  };
  const hours = (sum: ComparedSum | undefined): string =>
    sum ? format.number(sum.runMs / 3_600_000, 1) : UNKNOWN;
  return (
    <section aria-labelledby="all-heading">
      <div className="section-head">
        <h2 id="all-heading">Everything, {BASIS_WORDS[basis].toLowerCase()}</h2>
        {comparedFiles(asked).map(({ label, href }) => (
          <TableLink key={href} href={href} label={label} />
        ))}
      </div>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Table of everything compared">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{BY_WORDS[by].slice(0, -1)}</th>
              {quantities.map((quantity) => (
                <th key={quantity} scope="col" className="right">
                  {QUANTITY_WORDS[quantity]}
                  {unitOf(quantity, basis) === '' ? '' : `, ${unitOf(quantity, basis)}`}
                </th>
              ))}
              <th scope="col" className="right">
                Ran, h
              </th>
            </tr>
          </thead>
          <tbody>
            {sums.map((sum) => {
              const past = earlier.get(sum.key);
              const cell = (key: string, value: string, was: string) => (
                <td key={key} className="right">
                  {value}
                  {before === null ? null : <small className="compare-was">was {was}</small>}
                </td>
              );
              return (
                <tr key={sum.key}>
                  <th scope="row">
                    {by === 'kitchen' && sum.key !== null ? (
                      <Link to={kitchenPath(sum.key)}>{name(sum.key)}</Link>
                    ) : (
                      name(sum.key)
                    )}
                  </th>
                  {quantities.map((quantity) =>
                    cell(quantity, measured(sum, quantity), measured(past, quantity)),
                  )}
                  {cell('ran', hours(sum), hours(past))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
