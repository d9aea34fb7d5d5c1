import type { FlowsAnswer } from '@bakeloop/contracts';
import { Sankey, type SankeyLinkProps, type SankeyNodeProps } from 'recharts';
import {
  fitLabel,
  LABEL_ROOM_PX,
  NODE_GAP_PX,
  pictureHeight,
  type FlowGraph,
  type FlowKind,
  type GraphNode,
} from '../flow-graph.js';
import { useFormat } from '../provider.js';

const TONES: Record<FlowKind, string> = {
  delivery: 'var(--bl-series-3)',
  bought: 'var(--bl-series-5)',
  lot: 'var(--bl-series-6)',
  batch: 'var(--bl-series-6)',
  product: 'var(--bl-series-1)',
  dispatch: 'var(--bl-series-1)',
  return: 'var(--bl-series-4)',
  loss: 'var(--bl-series-2)',
  stock: 'var(--bl-strong-line)',
  unaccounted: 'var(--bl-bad)',
};
/** What leaves the way to the product is drawn in its own colour, not in that of where it came from. */
const LEAVING = new Set<FlowKind>(['loss', 'stock', 'unaccounted', 'product', 'return']);

const NODE_WIDTH = 12;

/**
 * Mass from deliveries to products. Drawn where its names can be read (`legibleWidth`); a table of the same flows has to
 * stand beside it: this picture is not for screen readers.
 * @param onOpen called with the node that was clicked, where it stands for one thing
 * @param read the flow that the keyboard is on: what stands for it is drawn stronger
 */
export function FlowSankey({
  graph,
  width,
  onOpen,
  read = null,
}: {
  graph: FlowGraph;
  width: number;
  read?: { from: string; to: string } | null;
  onOpen?: ((node: FlowsAnswer['nodes'][number]) => void) | undefined;
}) {
  const holds = (place: number, id: string): boolean =>
    graph.nodes[place]?.of.some((node) => node.id === id) ?? false;
  const readAt = graph.links.findIndex(
    ({ source, target }) => read !== null && holds(source, read.from) && holds(target, read.to),
  );
  const labelPx = (width - LABEL_ROOM_PX - NODE_WIDTH) / Math.max(1, graph.columns - 1) - NODE_WIDTH - 14;
  return (
    <div className="bl-sankey" aria-hidden>
      <Sankey
        width={width}
        height={pictureHeight(graph)}
        accessibilityLayer={false}
        data={{ nodes: graph.nodes.map(({ label }) => ({ name: label })), links: graph.links }}
        nodeWidth={NODE_WIDTH}
        nodePadding={NODE_GAP_PX}
        align="left"
        iterations={48}
        margin={{ top: 16, right: LABEL_ROOM_PX, bottom: 26, left: 2 }}
        node={(props: SankeyNodeProps) => (
          <FlowNode
            {...props}
            node={graph.nodes[props.index]}
            // Right of the last column is no other that a name could run into, but the edge of the picture.
            labelPx={props.x > width - LABEL_ROOM_PX - 2 * NODE_WIDTH ? LABEL_ROOM_PX - 12 : labelPx}
            onOpen={onOpen}
          />
        )}
        link={(props: SankeyLinkProps) => (
          <FlowLink {...props} graph={graph} isRead={props.index === readAt} />
        )}
      />
    </div>
  );
}

interface NodeProps extends Pick<SankeyNodeProps, 'x' | 'y' | 'width' | 'height'> {
  node: GraphNode | undefined;
  labelPx: number;
  onOpen: ((node: FlowsAnswer['nodes'][number]) => void) | undefined;
}

function FlowNode({ x, y, width, height, node, labelPx, onOpen }: NodeProps) {
  const format = useFormat();
  if (!node) return <g />;
  const [only] = node.of.length === 1 ? node.of : [];
  const opens =
    onOpen !== undefined && only !== undefined && (only.batchId ?? only.lotId ?? only.eventId) !== null;
  const textY = y + height / 2 - 3;
  return (
    <g
      className={opens ? 'bl-sankey-opens' : undefined}
      onClick={() => {
        if (opens) onOpen(only);
      }}
    >
      <title>{`${node.label}: ${format.kilograms(node.grams)}`}</title>
      <rect x={x} y={y} width={width} height={Math.max(1.5, height)} fill={TONES[node.kind]} rx={2} />
      <text className="bl-flow-label bl-sankey-label">
        <tspan x={x + width + 7} y={textY}>
          {fitLabel(node.label, labelPx)}
        </tspan>
        <tspan x={x + width + 7} y={textY + 16} className="bl-flow-value">
          {format.mass(node.grams)}
        </tspan>
      </text>
    </g>
  );
}

function FlowLink({
  sourceX,
  sourceY,
  sourceControlX,
  targetX,
  targetY,
  targetControlX,
  linkWidth,
  index,
  graph,
  isRead,
}: SankeyLinkProps & { graph: FlowGraph; isRead: boolean }) {
  const format = useFormat();
  const link = graph.links[index];
  const from = link ? graph.nodes[link.source] : undefined;
  const to = link ? graph.nodes[link.target] : undefined;
  if (!link || !from || !to) return <g />;
  const n = (value: number) => value.toFixed(1);
  return (
    <path
      className={isRead ? 'bl-sankey-link bl-sankey-read' : 'bl-sankey-link'}
      d={`M${n(sourceX)},${n(sourceY)}C${n(sourceControlX)},${n(sourceY)} ${n(targetControlX)},${n(targetY)} ${n(targetX)},${n(targetY)}`}
      fill="none"
      stroke={TONES[LEAVING.has(to.kind) ? to.kind : from.kind]}
      strokeWidth={Math.max(1.5, linkWidth)}
    >
      <title>{`${from.label} to ${to.label}: ${format.kilograms(link.value)}`}</title>
    </path>
  );
}
