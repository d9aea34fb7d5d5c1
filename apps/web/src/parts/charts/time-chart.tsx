import type { ReactNode } from 'react';
import { later } from '../later.js';

/** A chart over time. It loads when the first one is drawn, or is started: a page can be used before its charts are there. */
export const TimeChart = later(
  async () => (await import('./time-picture.js')).TimeChart,
  ({ title }) => <ChartGhost title={title} />,
);

/** In the place of a chart that has nothing to draw. */
export function Untold({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="bl-chart">
      <p className="bl-chart-title">{title}</p>
      {children}
    </div>
  );
}

/** @param onWidth is told how much room the chart will have, px */
export function ChartGhost({ title, onWidth }: { title: string; onWidth?: (px: number) => void }) {
  return (
    <Untold title={title}>
      <div
        ref={(place) => {
          if (place) onWidth?.(place.clientWidth);
        }}
        className="ghost"
        style={{ height: 240 }}
        role="status"
      >
        <span className="bl-hidden">Loading {title}</span>
      </div>
    </Untold>
  );
}
