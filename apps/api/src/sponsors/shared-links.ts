import { createHmac, timingSafeEqual } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { SharedLinkRepository, type OpenSharedLink } from '@bakeloop/db';
import { digestOf } from '@bakeloop/identity';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ApiSettings } from '../settings.js';

/** How long a link that was found open is taken to be so, ms: a crowd behind one costs the database one question in so long. */
const OPEN_MS = 2_000;
/** Open links that are remembered at most. */
const MOST_LINKS = 1_000;
const DIGEST_BYTES = 32;

interface Kept {
  at: number;
  link: Promise<OpenSharedLink | null>;
}

/** Which links are open, and how often each was looked through. */
@Injectable()
export class SharedLinks implements OnApplicationShutdown {
  private kept = new Map<string, Kept>();
  private readonly views = new Map<string, number>();
  private readonly ends = new EventEmitter().setMaxListeners(0);
  private readonly writing: NodeJS.Timeout;

  constructor(
    private readonly links: SharedLinkRepository,
    private readonly settings: ApiSettings,
  ) {
    this.writing = setInterval(() => void this.writeViews(), OPEN_MS).unref();
  }

  /** @returns null for a link that was never one, was revoked or has expired: nobody learns which */
  async open(token: string, now = Date.now()): Promise<OpenSharedLink | null> {
    const digest = digestOf(token);
    const key = digest.toString('base64');
    const known = this.kept.get(key);
    const link = known && now - known.at < OPEN_MS ? known.link : this.links.open(digest);
    if (known?.link !== link) {
      if (this.kept.size >= MOST_LINKS) this.kept = new Map();
      this.kept.set(key, { at: now, link });
      link.catch(() => this.kept.delete(key));
    }
    const found = await link;
    // What is not open costs no memory: whoever tries many finds none.
    if (found === null) this.kept.delete(key);
    return found !== null && found.expiresAt.getTime() > now ? found : null;
  }

  /** Ends a link here at once; other processes see it within two seconds. */
  ended(digest: Buffer): void {
    const key = digest.toString('base64');
    this.kept.delete(key);
    this.ends.emit(key);
  }

  /** @returns stops listening */
  onEnd(token: string, listener: () => void): () => void {
    const key = digestOf(token).toString('base64');
    this.ends.once(key, listener);
    return () => void this.ends.off(key, listener);
  }

  viewed({ id }: OpenSharedLink): void {
    this.views.set(id, (this.views.get(id) ?? 0) + 1);
  }

  /** What a browser keeps that has told the password: worth nothing without the link, nor once the password is another. */
  proofOf({ passwordHash }: OpenSharedLink, token: string): string | null {
    return passwordHash === null
      ? null
      : createHmac('sha256', passwordHash).update(token).digest('base64url');
  }

  isProven(link: OpenSharedLink, token: string, given: string | undefined): boolean {
    const proof = this.proofOf(link, token);
    if (proof === null) return true;
    const [right, shown] = [proof, given ?? ''].map((text) => Buffer.from(text, 'base64url'));
    return right?.length === DIGEST_BYTES && shown?.length === DIGEST_BYTES && timingSafeEqual(right, shown);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.writing);
    await this.writeViews();
  }

  private async writeViews(): Promise<void> {
    const counted = [...this.views];
    this.views.clear();
    for (const [id, count] of counted)
      await this.links.viewed(id, count).catch((error: unknown) => {
        this.views.set(id, (this.views.get(id) ?? 0) + count);
        this.settings.logger.warn({ err: error }, 'views of a link not written');
      });
  }
}
