import type { NextFunction, Request, Response } from 'express';

/** Knows how many requests have come and are not yet answered. */
export class RequestsUnderWay {
  private open = 0;
  private whenNone: (() => void) | undefined;

  /** Middleware before all others. */
  readonly count = (_request: Request, response: Response, next: NextFunction): void => {
    this.open += 1;
    // Also when whoever asked has gone.
    response.once('close', () => {
      this.open -= 1;
      if (this.open === 0) this.whenNone?.();
    });
    next();
  };

  /** Waits until none is under way. @returns false when there still are some after so long */
  done(withinMs: number): Promise<boolean> {
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
