import type { NextFunction, Request, Response } from 'express';

/** Knows how many requests have come and are not yet answered. */
export class RequestsUnderWay {
  private open = 0;
  private whenNone: (() => void) | undefined;
  private isEnding = false;

  /** Middleware before all others. */
  readonly count = (_request: Request, response: Response, next: NextFunction): void => {
    this.open += 1;
    // A connection that a proxy keeps open would bring more and more to a server that listens no longer.
    if (this.isEnding) response.setHeader('connection', 'close');
    // Also when whoever asked has gone.
    response.once('close', () => {
      this.open -= 1;
      if (this.open === 0) this.whenNone?.();
    });
    next();
  };

  /** Ends each connection with its next answer, and waits until no request is under way. @returns false when there still are some after so long */
  done(withinMs: number): Promise<boolean> {
    this.isEnding = true;
    if (this.open === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const limit = setTimeout(() => resolve(false), withinMs);
      this.whenNone = () => {
        clearTimeout(limit);
        resolve(true);
      };
    });
  }
}
