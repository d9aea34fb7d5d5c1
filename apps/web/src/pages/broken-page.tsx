import { Component, type ReactNode } from 'react';

interface BoundaryProps {
  children: ReactNode;
  /** Another page is another chance: a change of this clears the error. */
  resetKey: string;
}
interface BoundaryState {
  error: unknown;
  broken: boolean;
  resetKey: string;
}

/** Keeps a broken page from taking the header with it. React has no function for this. */
export class PageBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { error: null, broken: false, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { error, broken: true };
  }

  static getDerivedStateFromProps(props: BoundaryProps, state: BoundaryState): Partial<BoundaryState> | null {
    if (props.resetKey === state.resetKey) return null;
    return { error: null, broken: false, resetKey: props.resetKey };
  }

  override render(): ReactNode {
    return this.state.broken ? <BrokenPage error={this.state.error} /> : this.props.children;
  }
}

/** How browsers say that a part of a page did not come. */
const NOT_LOADED = /dynamically imported module|module script failed|preload CSS/i;

/** After an update the old page asks for parts that are gone: reloading is the cure, and it is offered. */
function BrokenPage({ error }: { error: unknown }) {
  const message = error instanceof Error ? error.message : 'The page stopped for an unknown reason.';
  return (
    <div className="page page-narrow" role="alert">
      <h1>{NOT_LOADED.test(message) ? 'This page did not come' : 'This page broke'}</h1>
      <p className="lead">
        {NOT_LOADED.test(message)
          ? 'There is no connection to Bakeloop, or it was updated meanwhile. Reload once it is there again.'
          : 'The numbers are safe; only their display stopped. Reloading usually helps, also after Bakeloop was updated.'}
      </p>
      <p className="links">
        <button
          type="button"
          className="button"
          onClick={() => {
            location.reload();
          }}
        >
          Reload
        </button>
        <a href="/">To the start page</a>
      </p>
      <details>
        <summary>For a report</summary>
        <pre className="report">{message}</pre>
      </details>
    </div>
  );
}
