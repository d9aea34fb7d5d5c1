import type { FlowsAnswer } from '@bakeloop/contracts';
import { flowGraph, pictureHeight, useFormat } from '@bakeloop/ui';
import { useElementSize, useIntersection } from '@mantine/hooks';
import { useMemo, useState, type ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { batchPath, eventPath, lotPath } from '../data/addresses.js';
import { useProductNames } from '../data/use-names.js';
import { later } from './later.js';
import { TableLink } from './table-link.js';
import './flows.css';

type Node = FlowsAnswer['nodes'][number];

const FlowPicture = later(async () => (await import('./flow-picture.js')).FlowPicture);
/** Below this the table is the picture, and the charts are not even loaded. */
const NARROWEST_PX = 560;
const ROWS_AT_FIRST = 12;

interface FlowsProps {
  flows: FlowsAnswer;
  /** Where the same flows are a file. */
  href: string;
  /** Names the table for those who do not see the picture. */
  label: string;
  /** The kitchen of the lots and batches; without one, nodes are not linked. */
  kitchenId?: string;
  /** The node the page is about: it is never drawn as part of another. */
  focusId?: string | undefined;
}

/** Mass from deliveries to products: a picture where its names can be read, and the same as a table. */
export function Flows({ flows: coded, href, label, kitchenId, focusId }: FlowsProps) {
  const navigate = useNavigate();
  const products = useProductNames();
  const flows = useMemo(() => named(coded, products), [coded, products]);
  const graph = useMemo(() => flowGraph(flows, focusId), [flows, focusId]);
  const { ref, width } = useElementSize();
  const near = useIntersection({ rootMargin: '150px' });
  const [seen, setSeen] = useState(false);
  if (near.entry?.isIntersecting && !seen) setSeen(true);
  const drawn = width >= NARROWEST_PX && graph.links.length > 0;
  const open = (node: Node) => {
    const path = pathOf(node, kitchenId);
    if (path !== null) void navigate(path);
  };
  const name = nodeNames(flows, kitchenId);
  return (
    <div ref={near.ref} className="flows">
      <div ref={ref}>
        {!drawn ? (
          <>
            <FlowTable flows={flows} label={label} name={name} />
            {flows.links.length > 0 ? <TableLink href={href} /> : null}
          </>
        ) : (
          <div style={{ minHeight: pictureHeight(graph) }}>
            {seen ? (
              <FlowPicture
                title={label}
                flows={flows}
                href={href}
                graph={graph}
                onOpen={open}
                nameOf={name}
              />
            ) : null}
          </div>
        )}
      </div>
      <Alone flows={flows} name={name} />
    </div>
  );
}

/** Names of nodes, each leading to its own page where it has one. */
function nodeNames({ nodes }: FlowsAnswer, kitchenId: string | undefined) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return (id: string): ReactNode => {
    const node = byId.get(id);
    if (!node) return id;
    const path = pathOf(node, kitchenId);
    return path === null ? node.label : <Link to={path}>{node.label}</Link>;
  };
}

/** Products by their names, where the flows have only their codes. */
function named(flows: FlowsAnswer, products: readonly { id: string; name: string }[]): FlowsAnswer {
  const names = new Map(products.map(({ id, name }) => [id, name]));
  const nodes = flows.nodes.map((node) => ({
    ...node,
    label: (node.kind === 'product' ? names.get(node.label) : undefined) ?? node.label,
  }));
  return { ...flows, nodes };
}

function pathOf({ batchId, lotId, eventId }: Node, kitchenId: string | undefined): string | null {
  if (batchId !== null && kitchenId !== undefined) return batchPath(kitchenId, batchId);
  // A delivery names the lot it went into; its own page is that of its event.
  if (eventId !== null) return eventPath(eventId);
  return lotId === null || kitchenId === undefined ? null : lotPath(kitchenId, lotId);
}

interface TableProps {
  flows: FlowsAnswer;
  label: string;
  name: (id: string) => ReactNode;
}

function FlowTable({ flows, label, name }: TableProps) {
  const format = useFormat();
  const [all, setAll] = useState(false);
  const sorted = flows.links
    .filter(({ grams }) => grams > 0)
    .toSorted((left, right) => right.grams - left.grams);
  const shown = all ? sorted : sorted.slice(0, ROWS_AT_FIRST);
  if (sorted.length === 0) return null;
  return (
    <>
      <table className="flow-table">
        <caption className="bl-hidden">{label}</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" className="right">
              Mass
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ from, to, grams }) => (
            <tr key={`${from} ${to}`}>
              <td>{name(from)}</td>
              <td className="flow-to">{name(to)}</td>
              <td className="right">{format.kilograms(grams)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {sorted.length > shown.length ? (
        <button
          type="button"
          className="text-button"
          onClick={() => {
            setAll(true);
          }}
        >
          Show all {format.number(sorted.length)} flows
        </button>
      ) : null}
    </>
  );
}

/** What no flow leads to or from. */
function Alone({ flows, name }: Omit<TableProps, 'label'>) {
  const format = useFormat();
  const linked = new Set(flows.links.flatMap(({ from, to, grams }) => (grams > 0 ? [from, to] : [])));
  const alone = flows.nodes.filter(({ id }) => !linked.has(id));
  if (alone.length === 0) return null;
  return (
    <p className="quiet">
      Nothing flowed between these:{' '}
      {alone.map(({ id, grams }, index) => (
        <span key={id}>
          {index === 0 ? '' : ', '}
          {name(id)} ({format.kilograms(grams)})
        </span>
      ))}
    </p>
  );
}
