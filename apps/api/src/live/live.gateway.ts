import { liveRoom, type LiveRoom, type WatchAnswer } from '@bakeloop/contracts';
import { isDatabaseAway } from '@bakeloop/db';
import {
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayInit,
} from '@nestjs/websockets';
import { Permits } from '../http/permission.js';
import { ProblemError } from '../http/problem-error.js';
import { RateLimits } from '../http/rate-limits.js';
import { ApiSettings } from '../settings.js';
import { LiveRooms, type LiveServer } from './live-rooms.js';
import { ViewerRights } from './viewer-rights.js';

type Viewer = Parameters<Parameters<LiveServer['use']>[0]>[0];

/** A socket's own room counts too. */
const MAX_ROOMS = 50 + 1;
/** Packets that may wait for one viewer. More means that it does not read: it is dropped and comes back when it can. */
const MAX_WAITING_PACKETS = 100;
const PATIENCE_MS = 5_000;

/** The live door. Its transport limits are in live.adapter.ts. */
@WebSocketGateway()
export class LiveGateway implements OnGatewayInit, OnGatewayConnection {
  constructor(
    private readonly rooms: LiveRooms,
    private readonly rights: ViewerRights,
    private readonly limits: RateLimits,
    private readonly settings: ApiSettings,
  ) {}

  afterInit(server: LiveServer): void {
    this.rights.admit(server);
    this.rooms.open(server);
  }

  handleConnection(socket: Viewer): void {
    const watchdog = setInterval(() => {
      if (waitingPackets(socket) > MAX_WAITING_PACKETS) socket.disconnect(true);
    }, PATIENCE_MS);
    socket.on('disconnect', () => clearInterval(watchdog));
    socket.on('error', (error) => this.settings.logger.warn({ err: error }, 'viewer connection failed'));
    socket.onAny((event: string, ...given: unknown[]) => {
      const answer = given.at(-1);
      if (event !== 'watch' && event !== 'unwatch' && isAnswer(answer))
        answer({ ok: false, reason: `"${event.slice(0, 40)}" is not known here: send "watch" or "unwatch"` });
    });
  }

  @Permits('public.see')
  @SubscribeMessage('watch')
  async watch(socket: Viewer, given: unknown): Promise<WatchAnswer> {
    const room = liveRoom.safeParse(given);
    if (!room.success)
      return { ok: false, reason: 'a room is "public", "fleet", or "kitchen:" and the id of a kitchen' };
    const joined = room.data as LiveRoom;
    if (!this.rights.mayWatch(socket, joined)) return { ok: false, reason: unheard(joined) };
    const { principal, address } = socket.data;
    // A snapshot costs what a page costs.
    const tooOften = await this.limits.request(principal, address).then(() => null, problemOf);
    if (tooOften) return { ok: false, reason: `asked too often: ${tooOften.message}` };
    if (!socket.rooms.has(joined) && socket.rooms.size >= MAX_ROOMS)
      return { ok: false, reason: `at most ${MAX_ROOMS - 1} rooms at a time: unwatch one first` };
    await socket.join(joined);
    try {
      const snapshot = await this.rooms.snapshot(joined);
      if (snapshot) return { ok: true, snapshot };
      await socket.leave(joined);
      return { ok: false, reason: unheard(joined) };
    } catch (error) {
      await socket.leave(joined);
      if (!isDatabaseAway(error)) this.settings.logger.error({ err: error, room: joined }, 'snapshot failed');
      return { ok: false, reason: 'the database does not answer: try again shortly' };
    }
  }

  @Permits('public.see')
  @SubscribeMessage('unwatch')
  async unwatch(socket: Viewer, given: unknown): Promise<void> {
    const room = liveRoom.safeParse(given);
    if (room.success) await socket.leave(room.data);
  }
}

/** The same of a kitchen that never was and of one out of reach. */
const unheard = (room: LiveRoom): string =>
  room === 'fleet' ? 'the whole fleet is for staff' : `no ${room.replace(':', ' ')} was ever heard of`;

/** What engine.io holds back for a connection; it has no public name for it. */
function waitingPackets({ conn }: Viewer): number {
  const { writeBuffer } = conn as unknown as { writeBuffer: readonly unknown[] };
  return writeBuffer.length;
}

function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  throw error;
}

function isAnswer(value: unknown): value is (answer: WatchAnswer) => void {
  return typeof value === 'function';
}
