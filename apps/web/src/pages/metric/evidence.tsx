import {
  figureRoutes,
  type EvidenceAnswer,
  type EvidenceLeaf,
  type MetricAnswer,
  type MetricDefinition,
  unitLabel,
} from '@bakeloop/contracts';
import { tableHref, useFormat } from '@bakeloop/ui';
import { useInfiniteQuery, useIsFetching } from '@tanstack/react-query';
import { Check, TriangleAlert } from 'lucide-react';
import { Link } from 'react-router';
import { PAGED } from '../../data/paged.js';
import { ShowMore } from '../../parts/show-more.js';
import { TableLink } from '../../parts/table-link.js';
import { batchPath, eventPath, type FigureQuery } from '../../data/addresses.js';
import { eventTitle } from '../../data/event-words.js';
import { inputKey, inputsFrom, inputsOfFigure, isSame, sumOf } from '../../data/ledger-inputs.js';
import { useProductName } from '../../data/use-names.js';
import { Loading, ProblemPanel } from '../../parts/notices.js';
import { ScopeName } from './scope-name.js';
import { callConsole } from '../../data/call-console.js';

const A_PAGE = 25;

/** The batches and events that a figure is the sum of, largest first, and the proof that they add up to its inputs. */
export function Evidence({
  figure,
  asked: { scope, from, to, knownOn },
  definition,
}: {
  figure: MetricAnswer;
  asked: FigureQuery;
  definition: MetricDefinition | undefined;
}) {
  const format = useFormat();
  const evidence = useInfiniteQuery({
    queryKey: ['evidence', figure.metric, scope, from, to, knownOn],
    queryFn: ({ signal, pageParam }) =>
      callConsole(
        'evidence',
        {
          params: { metric: figure.metric },
          query: { scope, from, to, knownOn, limit: A_PAGE, cursor: pageParam },
        },
        { signal },
      ),
    ...PAGED,
  });
  const [first] = evidence.data?.pages ?? [];
  const leaves = evidence.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section aria-labelledby="evidence-heading">
      <h2 id="evidence-heading">Evidence</h2>
      {first ? (
        first.leaves === 0 ? (
          <p>No batch and no event adds to this figure in this scope and these days.</p>
        ) : leaves.length === 0 ? (
          <p>
            {format.number(first.leaves)} single payments make this figure. They are not shown: each would
            tell what one person earned.
          </p>
        ) : (
          <>
            <p>
              {first.leaves === 1
                ? 'One batch or event makes this figure.'
                : `${format.number(first.leaves)} batches and events make this figure, the largest first.`}{' '}
              Each leads to what the kitchen sent.{' '}
              <TableLink
                href={tableHref(figureRoutes.evidence, {
                  params: { metric: figure.metric },
                  query: { scope, from, to, knownOn },
                })}
              />
            </p>
            {definition ? (
              <Sums figure={figure} definition={definition} evidence={first} leaves={leaves} />
            ) : null}
            <ul className="leaves">
              {leaves.map((leaf) => (
                <Leaf key={`${leaf.kitchenId} ${leaf.subject}`} leaf={leaf} definition={definition} />
              ))}
            </ul>
            <ShowMore list={evidence}>
              Show more ({format.number(first.leaves - leaves.length)} left)
            </ShowMore>
          </>
        )
      ) : evidence.error ? (
        <ProblemPanel error={evidence.error} retry={() => void evidence.refetch()} />
      ) : (
        <Loading label="Loading the evidence" blocks={[60, 60, 60]} />
      )}
    </section>
  );
}

interface SumsProps {
  figure: MetricAnswer;
  definition: MetricDefinition;
  evidence: EvidenceAnswer;
  leaves: EvidenceLeaf[];
}

/** The sum of all leaves beside the inputs of the figure; the rows shown are added up here, by the page itself. */
function Sums({ figure, definition, evidence, leaves }: SumsProps) {
  const format = useFormat();
  const byKey = (amounts: EvidenceLeaf['amounts']) =>
    new Map(inputsFrom(definition, amounts).map((input) => [inputKey(input), input.value]));
  const sums = byKey(evidence.sum);
  const shown = byKey(sumOf(leaves));
  const complete = leaves.length >= evidence.leaves;
  const summed = inputsOfFigure(figure).flatMap((input) => {
    const key = inputKey(input);
    const sum = sums.get(key);
    return sum === undefined ? [] : [{ ...input, key, sum, here: shown.get(key) ?? 0 }];
  });
  const agree = summed.every(
    ({ value, sum, here }) => isSame(sum, value) && (!complete || isSame(here, value)),
  );
  // The figure and its evidence come one after the other: they are compared when both are here.
  const isReading =
    useIsFetching({ predicate: ({ queryKey: [key] }) => key === 'metric' || key === 'evidence' }) > 0;
  const ofAll = `Sum of all ${format.number(evidence.leaves)}`;
  const ofShown = complete ? 'Added up on this page' : `The ${format.number(leaves.length)} shown`;
  const written = (value: number, currency: string | null) =>
    currency === null ? format.exact(value) : format.money(value, currency);
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="The evidence adds up">
      <table className="table sums-table">
        <thead>
          <tr>
            <th scope="col">Input</th>
            <th scope="col" className="right">
              In the figure
            </th>
            <th scope="col" className="right">
              {ofAll}
            </th>
            <th scope="col" className="right">
              {ofShown}
            </th>
          </tr>
        </thead>
        <tbody>
          {summed.map(({ key, name, unit, currency, value, sum, here }) => (
            <tr key={key}>
              <th scope="row">
                <code>{name}</code> <span className="quiet">{currency ?? unitLabel(unit)}</span>
              </th>
              <td className="right" data-label="In the figure">
                {written(value, currency)}
              </td>
              <td className="right" data-label={ofAll}>
                {written(sum, currency)}
              </td>
              <td className="right" data-label={ofShown}>
                {written(here, currency)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Verdict agree={agree} isReading={isReading} />
    </div>
  );
}

function Verdict({ agree, isReading }: { agree: boolean; isReading: boolean }) {
  if (agree)
    return (
      <p className="sums-note">
        <Check size={17} aria-hidden />
        They add up to the inputs of the figure.
      </p>
    );
  if (isReading) return <p className="sums-note">Being added up again</p>;
  return (
    <p className="sums-note sums-differ">
      <TriangleAlert size={17} aria-hidden />
      They do not add up to the inputs: a message may have arrived between the two answers. Reload the page;
      if it stays, report it.
    </p>
  );
}

function Leaf({ leaf, definition }: { leaf: EvidenceLeaf; definition: MetricDefinition | undefined }) {
  const format = useFormat();
  const productName = useProductName();
  const id = leaf.subject.slice(leaf.subject.indexOf(':') + 1);
  const inputs = definition ? inputsFrom(definition, leaf.amounts).filter(({ value }) => value !== 0) : [];
  return (
    <li>
      <span className="leaf-name">
        {leaf.kind === 'batch' ? (
          <>
            Batch <Link to={batchPath(leaf.kitchenId, id)}>{id}</Link>
          </>
        ) : (
          <Link to={eventPath(id)}>{eventTitle(leaf.eventType ?? 'event')}</Link>
        )}
      </span>
      <span className="leaf-amounts">
        {inputs.map((input) => (
          <span key={inputKey(input)}>
            {inputs.length > 1 || definition?.inputs.length !== 1 ? <code>{input.name}</code> : null}{' '}
            {input.currency === null ? (
              <>
                <strong>{format.exact(input.value)}</strong> {unitLabel(input.unit, input.value)}
              </>
            ) : (
              <strong>{format.money(input.value, input.currency)}</strong>
            )}
          </span>
        ))}
      </span>
      <span className="quiet leaf-where">
        {format.day(leaf.day)} {leaf.day.slice(0, 4)} · <ScopeName scope={`kitchen:${leaf.kitchenId}`} />
        {leaf.productCode === null ? '' : ` · ${productName(leaf.productCode)}`}
      </span>
    </li>
  );
}
