import { useElementSize } from '@mantine/hooks';
import { CircleHelp, Download, Maximize2, Minimize2 } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { fileName, saveFile } from '../save-file.js';
import { movedCursor } from './cursor.js';
import { asPng, pictureOf } from './picture.js';

/** The same numbers as rows: the first cell names the row. */
export interface ChartTable {
  columns: string[];
  rows: { key: string; cells: ReactNode[] }[];
}

/** Room that a chart is drawn in. */
export interface ChartRoom {
  width: number;
  heightPx: number;
  /** The reading that the keyboard is on. */
  cursor: number | null;
}

export interface ChartFrameProps {
  title: string;
  /** Behind the title, for example the unit. */
  caption?: ReactNode;
  /** What each mark means. */
  legend?: ReactNode;
  /** Below the picture: resolution, zone, what is shaded. Also in the picture that is taken along. */
  note: string;
  /** How the numbers come about, for whoever asks. */
  about: ReactNode;
  /** Readings that the arrow keys go through, and what each says. */
  count: number;
  sayAt: (index: number) => string;
  /** Made only when it is opened. */
  table: () => ChartTable;
  /** Files that the server makes of what is shown, by the same filter. */
  files: readonly { label: string; href: string }[];
  heightPx?: number | undefined;
  /** Told how wide the picture is, so that as much is asked for as can be seen. */
  onWidth?: ((px: number) => void) | undefined;
  children: (room: ChartRoom) => ReactNode;
}

/** What the keyboard reads is spoken once it rests that long, ms: a held key would never end. */
const SPEAK_AFTER_MS = 400;
/** Title, note and buttons of a chart that fills the screen, px. */
const FULL_REST_PX = 210;

/**
 * Around every chart, the same: a picture that the arrow keys read, how it is computed, its table, and what of it can be
 * taken along (CSV, PNG, SVG).
 */
export function ChartFrame({
  title,
  caption,
  legend,
  note,
  about,
  count,
  sayAt,
  table,
  files,
  heightPx = 240,
  onWidth,
  children,
}: ChartFrameProps) {
  const figure = useRef<HTMLElement>(null);
  const { ref, width } = useElementSize();
  const aboutId = useId();
  const [asked, setAsked] = useState(false);
  const [cursor, setCursor] = useState<number | null>(null);
  const [full, setFull] = useFullScreen(figure);
  const [fault, setFault] = useState('');
  useEffect(() => {
    if (width > 0) onWidth?.(width);
  }, [width, onWidth]);
  const at = cursor === null || count === 0 ? null : Math.min(cursor, count - 1);
  const said = at === null ? '' : sayAt(at);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = movedCursor(at, event.key, count);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setCursor(next);
  };
  const take = async (kind: 'svg' | 'png') => {
    const picture = figure.current && pictureOf(figure.current, title, note);
    if (!picture) return;
    const content =
      kind === 'png' ? await asPng(picture) : new Blob([picture.text], { type: 'image/svg+xml' });
    saveFile(`${fileName(title)}.${kind}`, content);
  };
  const takeAndTell = (kind: 'svg' | 'png') => () => {
    setFault('');
    take(kind).catch((error: unknown) => {
      setFault(error instanceof Error ? error.message : String(error));
    });
  };
  const heightNow = full ? Math.max(heightPx, window.innerHeight - FULL_REST_PX) : heightPx;
  return (
    <figure className={full ? 'bl-chart bl-frame-full' : 'bl-chart'} ref={figure} aria-label={title}>
      <figcaption>
        <span className="bl-frame-title">
          <span className="bl-chart-title">{title}</span>
          {caption === undefined ? null : <span className="bl-quiet"> {caption}</span>}
        </span>
        <span className="bl-frame-tools">
          <button
            type="button"
            className="bl-frame-tool"
            aria-label={`How is this computed: ${title}`}
            title="How is this computed"
            aria-expanded={asked}
            aria-controls={aboutId}
            onClick={() => {
              setAsked(!asked);
            }}
          >
            <CircleHelp size={17} aria-hidden />
          </button>
          <TakeAlong title={title}>
            {files.map(({ label, href }) => (
              <a key={href} href={href} download>
                {label}
              </a>
            ))}
            <button type="button" onClick={takeAndTell('png')}>
              Picture (PNG)
            </button>
            <button type="button" onClick={takeAndTell('svg')}>
              Drawing (SVG)
            </button>
          </TakeAlong>
          <button
            type="button"
            className="bl-frame-tool"
            aria-label={full ? `Leave full screen: ${title}` : `Full screen: ${title}`}
            title={full ? 'Leave full screen' : 'Full screen'}
            onClick={() => {
              setFull(!full);
            }}
          >
            {full ? <Minimize2 size={17} aria-hidden /> : <Maximize2 size={17} aria-hidden />}
          </button>
        </span>
        {legend === undefined ? null : <span className="bl-chart-legend">{legend}</span>}
      </figcaption>
      <div id={aboutId} className="bl-frame-about" hidden={!asked}>
        {about}
      </div>
      {fault === '' ? null : (
        <p role="alert" className="bl-frame-fault">
          {fault}
        </p>
      )}
      <div
        ref={ref}
        className="bl-frame-picture"
        style={{ minHeight: heightNow }}
        tabIndex={0}
        role="application"
        aria-roledescription="chart"
        aria-label={`${title}. ${count === 0 ? 'Nothing to read.' : 'Arrow keys read single values.'}`}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setCursor(null);
        }}
      >
        {width > 0 ? children({ width, heightPx: heightNow, cursor: at }) : null}
      </div>
      <p
        className={said === '' ? 'bl-chart-note' : 'bl-chart-note bl-chart-reading'}
        aria-hidden={said !== ''}
      >
        {said === '' ? note : said}
      </p>
      <SpokenSoon text={said} />
      <TableTwin title={title} table={table} />
    </figure>
  );
}

/** Says the newest text, once it rests. */
function SpokenSoon({ text }: { text: string }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => {
      setSaid(text);
    }, SPEAK_AFTER_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  return (
    <span className="bl-hidden" aria-live="polite" aria-atomic="true">
      {said}
    </span>
  );
}

/** A short list that opens below its button, and closes when it is left or Escape is pressed. */
function TakeAlong({ title, children }: { title: string; children: ReactNode }) {
  const details = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (details.current) details.current.open = false;
  };
  return (
    <details
      ref={details}
      className="bl-frame-menu"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) close();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !details.current?.open) return;
        event.stopPropagation();
        close();
        details.current.querySelector('summary')?.focus();
      }}
    >
      <summary className="bl-frame-tool" aria-label={`Take along: ${title}`} title="Take along">
        <Download size={17} aria-hidden />
      </summary>
      <div className="bl-frame-list" onClick={close}>
        {children}
      </div>
    </details>
  );
}

function TableTwin({ title, table }: Pick<ChartFrameProps, 'title' | 'table'>) {
  const [open, setOpen] = useState(false);
  const made = open ? table() : null;
  return (
    <details
      className="bl-chart-table"
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>Show as a table</summary>
      {made ? (
        <div className="bl-scroll" tabIndex={0} role="region" aria-label={`${title}, table`}>
          <table>
            <thead>
              <tr>
                {made.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {made.rows.map(({ key, cells: [head, ...cells] }) => (
                <tr key={key}>
                  <th scope="row">{head}</th>
                  {cells.map((cell, index) => (
                    <td key={index}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </details>
  );
}

/** Over everything else; by the browser's own means where it has any, else within its window. */
function useFullScreen(figure: { current: HTMLElement | null }) {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const onChange = () => {
      if (document.fullscreenElement === null) setFull(false);
    };
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key === 'Escape') setFull(false);
    };
    document.addEventListener('fullscreenchange', onChange);
    if (full) document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('fullscreenchange', onChange);
      document.removeEventListener('keydown', onKey);
    };
  }, [full]);
  const change = (wanted: boolean) => {
    setFull(wanted);
    if (wanted) void figure.current?.requestFullscreen?.().catch(() => undefined);
    else if (document.fullscreenElement) void document.exitFullscreen();
  };
  return [full, change] as const;
}
