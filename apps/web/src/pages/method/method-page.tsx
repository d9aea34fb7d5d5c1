import { unitLabel, type MethodAnswer, type MetricDefinition } from '@bakeloop/contracts';
import { METRIC_GROUP_NAMES, METRIC_GROUPS } from '@bakeloop/domain';
import { useFormat } from '@bakeloop/ui';
import { Search } from 'lucide-react';
import { useDeferredValue } from 'react';
import { Link, useLocation } from 'react-router';
import { metricPath, methodPath } from '../../data/addresses.js';
import { searchMethod } from '../../data/search-method.js';
import { useSearchText } from '../../data/use-search-text.js';
import { useMethod } from '../../data/use-figures.js';
import { FormulaSteps } from '../../parts/formula-steps.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { useAnchor } from '../../parts/use-anchor.js';
import { useTitle } from '../../parts/use-title.js';
import './method.css';

/** How every figure is made, for whoever wants to believe it or to take it apart. */
export function MethodPage() {
  useTitle('Method');
  const { data, error, refetch } = useMethod();
  return (
    <div className="page method-page">
      <h1>How every number is made</h1>
      <p className="lead">
        Each figure in words, as a formula, with its sources, the ways it misleads, and an example computed
        step by step. The same text drives the computation: it cannot say one thing and do another.
      </p>
      {data ? (
        <Method method={data} />
      ) : error ? (
        <ProblemPanel error={error} retry={() => void refetch()} />
      ) : (
        <Loading label="Loading the method" blocks={[60, 260, 260]} />
      )}
    </div>
  );
}

function Method({ method }: { method: MethodAnswer }) {
  const [words, setWords] = useSearchText();
  const { search } = useLocation();
  const searched = useDeferredValue(words);
  const found = searchMethod(method.metrics, searched);
  const groups = METRIC_GROUPS.map((group) => ({
    group,
    metrics: found.filter((metric) => metric.group === group),
  })).filter(({ metrics }) => metrics.length > 0);
  useAnchor();
  return (
    <>
      <div className="method-search" role="search">
        <label htmlFor="method-search">Find a figure</label>
        <span className="method-search-box">
          <Search size={17} aria-hidden />
          <input
            id="method-search"
            type="search"
            value={words}
            placeholder="acceptance, carbon, DEFRA …"
            onChange={({ target }) => {
              setWords(target.value);
            }}
          />
        </span>
        <span className="quiet" role="status">
          {searched.trim() === ''
            ? `${String(method.metrics.length)} figures, method ${method.version}`
            : `${String(found.length)} of ${String(method.metrics.length)}`}
        </span>
      </div>
      {groups.length === 0 ? (
        <EmptyPanel title="No figure fits these words">
          Try fewer or other words; names, formulas, inputs and sources are searched.
        </EmptyPanel>
      ) : (
        <nav aria-label="Figures" className="method-index">
          {groups.map(({ group, metrics }) => (
            <div key={group}>
              <h2>{METRIC_GROUP_NAMES[group]}</h2>
              <ul>
                {metrics.map(({ id, name }) => (
                  <li key={id}>
                    <Link to={{ search, hash: encodeURIComponent(id) }}>{name}</Link>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </nav>
      )}
      {groups.map(({ group, metrics }) => (
        <section key={group} aria-label={METRIC_GROUP_NAMES[group]}>
          <h2 className="method-group">{METRIC_GROUP_NAMES[group]}</h2>
          {metrics.map((metric) => (
            <Entry key={metric.id} metric={metric} />
          ))}
        </section>
      ))}
    </>
  );
}

function Entry({ metric }: { metric: MetricDefinition }) {
  const format = useFormat();
  const { id, example } = metric;
  return (
    <article className="panel entry" id={id} tabIndex={-1} aria-labelledby={`${id}-name`}>
      <header>
        <div className="entry-name">
          <h3 id={`${id}-name`}>{metric.name}</h3>
          <Link to={methodPath(id)} className="anchor" aria-label={`Link to ${metric.name}`}>
            #
          </Link>
        </div>
        <p className="quiet">
          {id}@{metric.version} · {metric.unit === '1' ? 'a share' : `in ${unitLabel(metric.unit)}`} ·{' '}
          {metric.additive ? 'kitchens add up' : 'computed from sums, never averaged'}
          {metric.better === null
            ? ''
            : metric.better === 'higher'
              ? ' · more is better'
              : ' · less is better'}
        </p>
      </header>
      <p>{metric.definition}</p>
      <p className="formula">{metric.formula}</p>
      <dl className="entry-inputs">
        {metric.inputs.map((input) => (
          <div key={input.name}>
            <dt>
              <code>{input.name}</code>{' '}
              <span className="quiet">
                {input.unit === '1' ? 'a share' : unitLabel(input.unit)}
                {input.dimension === null ? '' : `, only ${input.dimension}`}
              </span>
            </dt>
            <dd>{input.means}</dd>
          </div>
        ))}
      </dl>
      <h4>Sources</h4>
      {metric.sources.length === 0 ? (
        <p>No source is known for this figure: it is our own choice.</p>
      ) : (
        <List items={metric.sources} />
      )}
      {metric.pitfalls.length > 0 ? (
        <>
          <h4>How it misleads</h4>
          <List items={metric.pitfalls} />
        </>
      ) : null}
      <h4>Worked example</h4>
      <p>{example.title}</p>
      <ul className="entry-example">
        {example.inputs.map(({ name, value, unit }) => (
          <li key={name}>
            <code>{name}</code> = {format.exact(value)} {unitLabel(unit, value)}
          </li>
        ))}
      </ul>
      <FormulaSteps
        formula={metric.formula}
        inputs={example.inputs}
        value={example.value}
        unit={metric.unit}
        digits={example.digits}
      />
      <p className="quiet">Example from: {example.source}</p>
      <p className="entry-foot">
        <Link to={metricPath(id, { scope: 'portfolio' })}>This figure over all kitchens</Link>
      </p>
    </article>
  );
}

function List({ items }: { items: string[] }) {
  return (
    <ul className="entry-list">
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}
