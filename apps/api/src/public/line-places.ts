import { ProblemError } from '../http/problem-error.js';

/**
 * How many pages listen at a time at most, in each process: each is a connection. Public pages and shared ones have rooms of
 * their own, so that neither can take the other's: however many follow a kitchen on television, a link that a sponsor has
 * handed on is still live. Who finds no room asks every ten seconds.
 */
const ROOMS = {
  /** All of them show the same; a school or an office behind one address has room. */
  public: { lines: 1_500, ofOne: 1_500, ofOneFromNetwork: 200, fromNetwork: 200 },
  /** Of one link: a class behind one address has room, and a crowd leaves other links some, as does who has many. */
  shared: { lines: 1_000, ofOne: 500, ofOneFromNetwork: 20, fromNetwork: 200 },
} as const;
export type LineRoom = keyof typeof ROOMS;

/** Who listens to what, from where. */
export interface Place {
  room: LineRoom;
  /** What is followed. */
  of: string;
  network: string;
}

/** The places that are taken, by their lines. */
export class LinePlaces<Line> {
  private readonly taken = new Map<Line, Place>();

  /** @throws ProblemError 503 where the room is full, 429 where who asks or what is followed has its share */
  take(line: Line, place: Place): void {
    const most = ROOMS[place.room];
    const others = [...this.taken.values()].filter(({ room }) => room === place.room);
    if (others.length >= most.lines) throw full(503, 'Too many look at once');
    const near = others.filter(({ network }) => network === place.network);
    const ofIt = others.filter(({ of }) => of === place.of);
    const ofItNear = near.filter(({ of }) => of === place.of);
    if (near.length >= most.fromNetwork || ofItNear.length >= most.ofOneFromNetwork)
      throw full(429, 'Too many look at once from where you are');
    if (ofIt.length >= most.ofOne) throw full(429, 'Too many look at this at once');
    this.taken.set(line, place);
  }

  leave(line: Line): void {
    this.taken.delete(line);
  }

  lines(): Iterable<Line> {
    return this.taken.keys();
  }
}

const full = (status: number, title: string): ProblemError =>
  new ProblemError({ type: '/problems/too-often', title, status });
