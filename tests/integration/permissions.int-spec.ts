import { randomUUID } from 'node:crypto';
import {
  PERMISSIONS,
  ROLES,
  roomNeeds,
  routes,
  type LiveRoom,
  type Permission,
  type Role,
  type Route,
  type RouteName,
  type WatchAnswer,
} from '@bakeloop/contracts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import {
  startIdentityStack,
  type Answer,
  type IdentityStack,
  type Visitor,
} from '../support/identity-stack.js';
import { describeWith } from '../support/programs.js';
import { freePort } from '../support/server-process.js';

const OWN = 'ke-nbo-01';
const OTHER = 'nl-zwo-01';
/** Whose session ends by it: asked with a session of its own. */
const ENDS_SESSIONS: readonly RouteName[] = ['signOut', 'endOtherSessions'];

describeWith(['postgres'], 'who may do what', () => {
  let stack: IdentityStack;
  let healthPort: number;
  let organisations: Record<Role, string>;
  const who = new Map<Role | 'public', Visitor>();

  beforeAll(async () => {
    healthPort = await freePort();
    stack = await startIdentityStack({ health: { port: healthPort } });
    const kitchens = await stack.organisation('Kitchens of Nairobi', 'kitchens', [OWN]);
    const platform = await stack.organisation('The platform', 'platform');
    const sponsor = await stack.organisation('A sponsor', 'sponsor', [OWN]);
    await stack.organisation('Kitchens of Zwolle', 'kitchens', [OTHER]);
    organisations = { operator: kitchens, lead: kitchens, staff: platform, admin: platform, sponsor };
    for (const role of ROLES) who.set(role, await stack.person(role, organisations[role]));
    who.set('public', stack.visitor());
  });

  const visitor = async (role: Role | 'public', name?: RouteName): Promise<Visitor> => {
    if (role !== 'public' && name && ENDS_SESSIONS.includes(name))
      return stack.person(role, organisations[role]);
    const found = who.get(role);
    if (!found) throw new Error(`nobody is ${role}`);
    return found;
  };
  const names = Object.keys(routes) as RouteName[];
  const reach = (role: Role | 'public', permission: Permission) => PERMISSIONS[permission][role];

  /** Asks a route with nothing in its body: whoever may gets as far as being told so. */
  const ask = async (
    role: Role | 'public',
    name: RouteName,
    kitchenId: string,
    query = '',
  ): Promise<Answer> => {
    const route: Route = routes[name];
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) =>
      exampleOf(parameter, kitchenId),
    );
    const asker = await visitor(role, name);
    return asker.ask(route.method, `/api/v1${path}${query}`, route.method === 'POST' ? {} : undefined);
  };
  const isRefused = ({ status, body }: Answer): boolean =>
    [401, 403].includes(status) || (body as { type?: string }).type === '/problems/not-yours';
  const isUnknown = ({ body }: Answer, kitchenId: string): boolean =>
    String((body as { detail?: unknown }).detail).startsWith(`No kitchen "${kitchenId}" was ever heard of`);

  describe.each([...ROLES, 'public'] as const)('%s', (role) => {
    it.each(names)('gets what the table says of %s', async (name) => {
      const { permission }: Route = routes[name];
      const answer = await ask(role, name, OWN);
      expect(answer.status).not.toBe(500);
      if (reach(role, permission) === 'none') {
        expect({ name, status: answer.status }).toEqual({ name, status: role === 'public' ? 401 : 403 });
      } else {
        // A wrong password is refused too, but by another name; so is who proved too long ago who they are.
        expect({
          name,
          refused: isRefused(answer) && !/wrong-credentials|prove-again/.test(JSON.stringify(answer.body)),
        }).toEqual({
          name,
          refused: false,
        });
        expect({ name, unknown: isUnknown(answer, OWN) }).toEqual({ name, unknown: false });
      }
    });

    const ofKitchen = names.filter((name) => (routes[name] as Route).path.includes('{kitchenId}'));
    it.each(ofKitchen)(
      'learns by %s nothing of a kitchen out of reach, not even that it is there',
      async (name) => {
        const other = await ask(role, name, OTHER);
        const never = await ask(role, name, 'xx-never-99');
        const { permission }: Route = routes[name];
        if (reach(role, permission) === 'all') return expect(isRefused(other)).toBe(false);
        expect(other.status).toBe(reach(role, permission) === 'none' ? (role === 'public' ? 401 : 403) : 404);
        expect(JSON.stringify(other.body).replaceAll(OTHER, 'xx-never-99')).toBe(JSON.stringify(never.body));
      },
    );

    const scoped = names.filter((name) => (routes[name] as Route).ofKitchen !== undefined);
    it.each(scoped)('reaches through the query of %s no further', async (name) => {
      const { ofKitchen }: Route = routes[name];
      if (!ofKitchen) throw new Error('not scoped');
      const query =
        name === 'totals' ? (id: string) => `?kitchenId=${id}` : (id: string) => `?scope=kitchen:${id}`;
      const own = await ask(role, name, OWN, query(OWN));
      const other = await ask(role, name, OTHER, query(OTHER));
      const may = reach(role, ofKitchen);
      expect(isRefused(own)).toBe(may === 'none');
      expect(isRefused(other) || isUnknown(other, OTHER)).toBe(may !== 'all');
      for (const scope of [`machine:${OTHER}/m`, `batch:${OTHER}/b`])
        if (name !== 'totals' && may !== 'all')
          expect([401, 403, 404]).toContain((await ask(role, name, OTHER, `?scope=${scope}`)).status);
    });

    it('watches the rooms of the table', async () => {
      const { headers } = await visitor(role);
      const socket = io(stack.api.url, {
        path: '/live',
        transports: ['websocket'],
        forceNew: true,
        extraHeaders: headers,
      });
      const seen = async (room: LiveRoom): Promise<boolean> =>
        ((await socket.timeout(5_000).emitWithAck('watch', room)) as WatchAnswer).ok;
      try {
        for (const room of ['public', 'fleet', `kitchen:${OWN}`, `kitchen:${OTHER}`] as const) {
          const { permission, kitchenId } = roomNeeds(room);
          const may = reach(role, permission);
          expect({ room, seen: await seen(room) }).toEqual({
            room,
            seen: may === 'all' || (may !== 'none' && kitchenId === OWN),
          });
        }
      } finally {
        socket.disconnect();
      }
    });

    it('finds in lists only what is within reach', async () => {
      const asker = await visitor(role);
      const { status, body } = await asker.ask('GET', '/api/v1/kitchens');
      const may = reach(role, 'kitchen.see');
      if (may === 'none') return expect(status).toBe(401);
      const ids = (body as { items: { id: string }[] }).items.map(({ id }) => id).sort();
      expect(ids).toEqual(may === 'all' ? [OWN, OTHER] : [OWN]);
      const totals = await asker.ask('GET', '/api/v1/totals?by=kitchen');
      expect(totals.status).toBe(200);
    });
  });

  describe.each(['staff', 'admin'] as const)('%s without a second factor', (role) => {
    let lacking: Visitor;
    beforeAll(async () => {
      lacking = await stack.person(role, organisations[role], { secondFactor: false });
    });

    it('reaches by no route more than the public, but to set one up and to sign out', async () => {
      for (const name of names.filter((one) => one !== 'signOut')) {
        const route: Route = routes[name];
        const path = route.path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => exampleOf(parameter, OWN));
        const ask = async (query = '') =>
          lacking.ask(route.method, `/api/v1${path}${query}`, route.method === 'POST' ? {} : undefined);
        const { status, body } = await ask();
        const isHeld = (body as { type?: string }).type === '/problems/second-factor';
        const may = route.permission === 'factor.set' || reach('public', route.permission) === 'all';
        expect({ name, isHeld, status: isHeld ? status : 403 }).toEqual({ name, isHeld: !may, status: 403 });
        if (route.ofKitchen) {
          const query = name === 'totals' ? `?kitchenId=${OWN}` : `?scope=kitchen:${OWN}`;
          expect({ name, query, status: (await ask(query)).status }).toEqual({ name, query, status: 403 });
        }
      }
      expect((await lacking.ask('GET', '/api/v1/session')).body).toMatchObject({
        lacksFactor: { authenticator: false, passkey: false },
        reaches: { 'factor.set': 'all' },
      });
    });

    it('watches what the public watches', async () => {
      const socket = io(stack.api.url, {
        path: '/live',
        transports: ['websocket'],
        forceNew: true,
        extraHeaders: lacking.headers,
      });
      const seen = async (room: LiveRoom): Promise<boolean> =>
        ((await socket.timeout(5_000).emitWithAck('watch', room)) as WatchAnswer).ok;
      expect([await seen('public'), await seen('fleet'), await seen(`kitchen:${OWN}`)]).toEqual([
        true,
        false,
        false,
      ]);
      socket.disconnect();
    });
  });

  it('is answered, with the routes, to everybody who asks', async () => {
    const { body } = await stack.visitor().ask('GET', '/api/v1/permissions');
    const { permissions, routes: listed } = routes.permissions.answer.parse(body);
    expect(permissions.map(({ name }) => name).sort()).toEqual(Object.keys(PERMISSIONS).sort());
    expect(listed).toHaveLength(names.length);
  });

  it('leaves what is nobody in particular for everybody: pages, documents, health', async () => {
    for (const path of ['/health/live', '/api/docs', '/api/v1/openapi.json', '/api/v1/schemas'])
      expect((await stack.visitor().ask('GET', path)).status).toBe(200);
    expect((await stack.visitor().ask('GET', '/health/metrics')).status).toBe(401);
    // On a port of its own, which no proxy leads to, a scraper needs no name.
    const inside = await fetch(`http://127.0.0.1:${healthPort}/health/metrics`);
    expect(await inside.text()).toContain('bakeloop_viewers');
  });
});

const UNKNOWN = randomUUID();
/** A value that a parameter of a path can have; of a thing that is not there, but for the kitchen. */
function exampleOf(parameter: string, kitchenId: string): string {
  const examples: Record<string, string> = {
    kitchenId,
    metric: 'diverted',
    kind: 'polymer',
    letterId: '1',
    batchId: 'B-1',
    lotId: 'L-1',
    id: 'PP',
  };
  return examples[parameter] ?? UNKNOWN;
}
