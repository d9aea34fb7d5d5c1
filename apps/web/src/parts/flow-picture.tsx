import type { FlowsAnswer } from '@bakeloop/contracts';
import { legibleWidth, pictureHeight, useFormat, type FlowGraph } from '@bakeloop/ui';
import { ChartFrame, FlowSankey } from '@bakeloop/ui/charts';
import type { ReactNode } from 'react';

type Node = FlowsAnswer['nodes'][number];

interface FlowPictureProps {
  title: string;
  flows: FlowsAnswer;
  /** Where the same flows are a file. */
  href: string;
  graph: FlowGraph;
  onOpen: (node: Node) => void;
  /** Names a node as a link. */
  nameOf: (id: string) => ReactNode;
}

/** A module of its own, so that the charts load only when a picture is near the screen. */
export function FlowPicture({ title, flows, href, graph, onOpen, nameOf }: FlowPictureProps) {
  const format = useFormat();
  const labels = new Map(flows.nodes.map(({ id, label }) => [id, label]));
  const labelOf = (id: string): string => labels.get(id) ?? id;
  const links = flows.links
    .filter(({ grams }) => grams > 0)
    .toSorted((left, right) => right.grams - left.grams);
  return (
    <ChartFrame
      title={title}
      note={
        graph.isShortened
          ? 'Own scrap of other batches is drawn where it goes in or comes out; its whole way is in the table.'
          : 'A band is as high as the mass that flowed.'
      }
      about={
        <p>
          Every weighing that was logged, as it stands after corrections: what a lot or a batch took in, and
          what it gave. Where several lots share what came of them, each has its share by mass. What the
          scales did not find again is its own flow.
        </p>
      }
      count={links.length}
      sayAt={(index) => {
        const link = links[index];
        return link ? `${labelOf(link.from)} to ${labelOf(link.to)}: ${format.kilograms(link.grams)}` : '';
      }}
      table={() => ({
        columns: ['From', 'To', 'Mass'],
        rows: links.map(({ from, to, grams }) => ({
          key: `${from} ${to}`,
          cells: [nameOf(from), nameOf(to), format.kilograms(grams)],
        })),
      })}
      files={[{ label: 'CSV', href }]}
      heightPx={pictureHeight(graph)}
    >
      {({ width, cursor }) => (
        <div
          className="flows-picture"
          {...(legibleWidth(graph) > width && { tabIndex: 0, role: 'region', 'aria-label': title })}
          onKeyDown={(event) => {
            // Here the arrows move the picture; they read its flows where the whole chart has the focus.
            if (event.key !== 'Escape') event.stopPropagation();
          }}
        >
          <FlowSankey
            graph={graph}
            width={Math.max(width, legibleWidth(graph))}
            onOpen={onOpen}
            read={cursor === null ? null : (links[cursor] ?? null)}
          />
        </div>
      )}
    </ChartFrame>
  );
}
