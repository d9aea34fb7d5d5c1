import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Request, Response } from 'express';
import { networkOf } from '../http/network.js';
import { ProblemError } from '../http/problem-error.js';

/** How often an open page asks itself whether there is news, and whether it may still be seen, ms. */
const LOOK_MS = 2_000;
/** Pages that listen at a time at most, in each process: each is a connection. */
const MOST_LINES = 2_000;

interface Followed {
  /** What is followed. */
  of: string;
  /** Lines at most, of it and of it from one network: nobody takes what is there for all. */
  most: { ofIt: number; ofNetwork: number };
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
  private readonly lines = new Map<Response, { network: string; of: string }>();

  /** @throws ProblemError as `takePlace`, and what `sign` throws */
  async follow(request: Request, response: Response, { of, most, ...o }: Followed): Promise<void> {
    // A line that breaks while something is said is no more than one that is gone.
    response.on('error', () => undefined);
    if (response.destroyed) return;
    this.takePlace(request, response, of, most);
    let looking: NodeJS.Timeout | undefined;
    let silence = (): void => undefined;
    const leave = (): void => {
      clearInterval(looking);
      silence();
      this.lines.delete(response);
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
    for (const response of this.lines.keys()) if (!response.writableEnded) response.end();
  }

  onApplicationShutdown(): void {
    this.endAll();
  }

  /** @throws ProblemError 503, 429, or 400 for one that waits behind another answer on its connection: nobody would hear it */
  private takePlace(request: Request, response: Response, of: string, most: Followed['most']): void {
    const network = networkOf(request.ip ?? '');
    const others = [...this.lines.values()];
    const refuse = (status: number, title: string): never => {
      throw new ProblemError({ type: '/problems/too-often', title, status });
    };
    if (response.socket === null) refuse(400, 'One at a time on a connection');
    if (others.length >= MOST_LINES) refuse(503, 'Too many look at once');
    const ofIt = others.filter((other) => other.of === of);
    if (ofIt.filter((other) => other.network === network).length >= most.ofNetwork)
      refuse(429, 'Too many look at once from where you are');
    if (ofIt.length >= most.ofIt) refuse(429, 'Too many look at this at once');
    this.lines.set(response, { network, of });
  }
}
