import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Request, Response } from 'express';
import { networkOf } from '../http/network.js';
import { ProblemError } from '../http/problem-error.js';
import { LinePlaces, type Place } from './line-places.js';

/** How often an open page asks itself whether there is news, and whether it may still be seen, ms. */
const LOOK_MS = 2_000;

interface Followed extends Omit<Place, 'network'> {
  /** Another where something else is shown; null: there is nothing more to be seen. */
  sign(): Promise<string | null>;
  /** Calls back when it is over, sooner than anybody looks. @returns stops listening */
  onEnd?(listener: () => void): () => void;
  failed(error: unknown): void;
}

/**
 * Lines on which open pages hear (server-sent events): `changed` when there is something new to be read, `over` when there
 * is nothing more.
 */
@Injectable()
export class LiveLines implements OnApplicationShutdown {
  private readonly places = new LinePlaces<Response>();

  /**
   * @throws ProblemError as `LinePlaces.take`, 400 for one that waits behind another answer on its connection (nobody would
   * hear it), and what `sign` throws
   */
  async follow(request: Request, response: Response, { room, of, ...o }: Followed): Promise<void> {
    // A line that breaks while something is said is no more than one that is gone.
    response.on('error', () => undefined);
    if (response.destroyed) return;
    if (response.socket === null)
      throw new ProblemError({
        type: '/problems/too-often',
        title: 'One at a time on a connection',
        status: 400,
      });
    this.places.take(response, { room, of, network: networkOf(request.ip ?? '') });
    let looking: NodeJS.Timeout | undefined;
    let silence = (): void => undefined;
    const leave = (): void => {
      clearInterval(looking);
      silence();
      this.places.leave(response);
    };
    response.once('close', leave);
    let shown: string | null;
    try {
      shown = await o.sign();
    } catch (error) {
      leave();
      throw error;
    }
    if (response.destroyed || response.writableEnded) return leave();
    // Compressed, it would wait for more to be said.
    response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store, no-transform' });
    response.flushHeaders();
    const over = (): void => {
      leave();
      if (!response.writableEnded) response.end('event: over\ndata:\n\n');
    };
    const look = async (): Promise<void> => {
      const sign = await o.sign();
      if (sign === null) return over();
      if (response.writableEnded || response.destroyed) return;
      // Something is said each time: so a connection that is gone is noticed.
      response.write(sign === shown ? ':\n\n' : 'event: changed\ndata:\n\n');
      shown = sign;
    };
    if (shown === null) return over();
    looking = setInterval(() => {
      look().catch(o.failed);
    }, LOOK_MS);
    silence = o.onEnd?.(over) ?? silence;
  }

  /** Whoever listens comes again by themselves; nobody is waited for. */
  endAll(): void {
    for (const response of this.places.lines()) if (!response.writableEnded) response.end();
  }

  onApplicationShutdown(): void {
    this.endAll();
  }
}
