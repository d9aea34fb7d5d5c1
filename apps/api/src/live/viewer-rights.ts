import { liveRoom, roomNeeds, type LiveRoom } from '@bakeloop/contracts';
import { NOBODY, Sessions, within, type Principal } from '@bakeloop/identity';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ExpressAdapter } from '@nestjs/platform-express';
import { principalOf } from '../http/authentication.js';
import { addressOf } from '../http/network.js';
import { ApiSettings } from '../settings.js';
import type { LiveServer } from './live-rooms.js';

type Viewer = Parameters<Parameters<LiveServer['use']>[0]>[0];

/** Who watches what, as long as they may. */
@Injectable()
export class ViewerRights {
  /** As text, by who was let in: a hall full of viewers is compared in a moment. */
  private readonly texts = new WeakMap<Principal, string>();

  constructor(
    private readonly sessions: Sessions,
    private readonly settings: ApiSettings,
    private readonly host: HttpAdapterHost<ExpressAdapter>,
  ) {}

  /** Finds out who connects, before anything they ask is heard. */
  admit(server: LiveServer): void {
    server.use((socket, next) => {
      const { headers, secure } = socket.handshake;
      socket.data.address = addressOf(this.host.httpAdapter, socket.request);
      const isSecure = secure || (this.settings.trustedProxies && headers['x-forwarded-proto'] === 'https');
      principalOf(this.sessions, headers, Boolean(isSecure), { mayRenew: false }).then(
        ({ principal }) => {
          socket.data.principal = principal;
          next();
        },
        (error: unknown) => {
          this.settings.logger.warn({ err: error }, 'viewer not admitted');
          next(new Error('the database does not answer: try again shortly'));
        },
      );
    });
  }

  mayWatch(socket: Viewer, room: LiveRoom): boolean {
    const { permission, kitchenId } = roomNeeds(room);
    const kitchens = within(socket.data.principal ?? NOBODY, permission);
    return kitchens === 'all' || (kitchenId !== null && (kitchens?.has(kitchenId) ?? false));
  }

  /** Takes viewers out of what they may not watch any longer; one whose session is over has to come anew. */
  async review(server: LiveServer | undefined): Promise<void> {
    const viewers = [...(server?.sockets.sockets.values() ?? [])].filter(
      ({ data }) => keyOf(data.principal) !== null,
    );
    if (viewers.length === 0) return;
    const standing = await this.sessions.standing(viewers.map(({ data }) => data.principal));
    const texts = new Map([...standing].map(([key, now]) => [key, textOf(now)]));
    for (const viewer of viewers) {
      const { principal } = viewer.data;
      const key = keyOf(principal) ?? '';
      const now = standing.get(key);
      if (now === undefined) viewer.disconnect(true);
      else if (texts.get(key) !== this.rightsOf(principal)) {
        viewer.data.principal = { ...principal, ...now };
        await this.leaveOthers(viewer);
      }
    }
  }

  private rightsOf(principal: Principal): string {
    const known = this.texts.get(principal);
    if (known !== undefined) return known;
    const text = textOf(principal);
    this.texts.set(principal, text);
    return text;
  }

  private async leaveOthers(viewer: Viewer): Promise<void> {
    for (const joined of [...viewer.rooms]) {
      const room = liveRoom.safeParse(joined);
      if (room.success && !this.mayWatch(viewer, room.data)) await viewer.leave(joined);
    }
  }
}

const textOf = ({ standings, lacksFactor }: Pick<Principal, 'standings' | 'lacksFactor'>): string =>
  JSON.stringify([standings, lacksFactor]);

/** What stands for as long as the viewer's rights; null for the public, which has all it will have. */
const keyOf = (principal: Principal | undefined): string | null =>
  principal?.sessionId ?? principal?.tokenId ?? null;
