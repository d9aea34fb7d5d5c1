import { randomUUID } from 'node:crypto';
import { startApi, type ApiOptions, type RunningApi } from '@bakeloop/api';
import type { OrganisationKind, Role } from '@bakeloop/contracts';
import { createDataSource, PeopleRepository } from '@bakeloop/db';
import { Sessions } from '@bakeloop/identity';
import { atEnd } from './cleanup.js';
import { freshDatabase } from './postgres.js';

const NO_BROKER = 'mqtt://127.0.0.1:1';
const PLATFORM = { kind: 'platform' as const, id: null, address: null, requestId: null };

/** What an API answered. */
export interface Answer {
  status: number;
  body: unknown;
  headers: Headers;
}

/** Somebody at the door: asks with what they hold. */
export interface Visitor {
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Headers that carry what they hold. */
  readonly headers: Record<string, string>;
}

export interface IdentityStack {
  api: RunningApi;
  databaseUrl: string;
  database: ReturnType<typeof createDataSource>;
  people: PeopleRepository;
  organisation(name: string, kind: OrganisationKind, kitchenIds?: readonly string[]): Promise<string>;
  /** Somebody with this role, signed in; with a second factor, where not said otherwise. */
  person(
    role: Role,
    organisationId: string,
    o?: { secondFactor: boolean },
  ): Promise<Visitor & { id: string; email: string }>;
  visitor(headers?: Record<string, string>): Visitor;
}

/**
 * An API with real people, two kitchens of two organisations, and nothing of a demonstration.
 * @param o of the API, beside or in place of the usual
 */
export async function startIdentityStack(o: Partial<ApiOptions> = {}): Promise<IdentityStack> {
  const databaseUrl = await freshDatabase();
  const database = createDataSource(databaseUrl);
  await database.initialize();
  atEnd(() => database.destroy());
  await database.query(
    `INSERT INTO kitchen (id, name, first_seen_at, time_zone) VALUES
       ('ke-nbo-01', 'one', now(), 'UTC'), ('nl-zwo-01', 'two', now(), 'UTC')`,
  );
  const api = await startApi({
    databaseUrl,
    mqttUrl: NO_BROKER,
    port: 0,
    logLevel: 'silent',
    requestsAMinute: { ofPublic: 1_000_000, ofPeople: 1_000_000 },
    ...o,
  });
  atEnd(() => api.stop());
  const people = new PeopleRepository(database);
  const sessions = new Sessions(database);

  const visitor = (held: Record<string, string> = {}): Visitor => ({
    headers: held,
    async ask(method, path, body, headers = {}) {
      const response = await fetch(`${api.url}${path}`, {
        method,
        headers: {
          ...held,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
      return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
    },
  });
  return {
    api,
    databaseUrl,
    database,
    people,
    visitor,
    async organisation(name, kind, kitchenIds = []) {
      const id = await people.makeOrganisation(name, kind);
      if (id === null) throw new Error(`${name} is taken`);
      if (kind === 'sponsor') await people.attribute(id, kitchenIds);
      else await people.ownKitchens(id, kitchenIds);
      return id;
    },
    async person(role, organisationId, { secondFactor } = { secondFactor: true }) {
      const email = `${role}-${randomUUID().slice(0, 8)}@example.org`;
      const id = await people.findOrMake(email, role);
      await people.join(id, organisationId, role);
      const who = { personId: id, secondFactor };
      const secret = await sessions.open(database, who, { address: '127.0.0.1', agent: 'test' }, PLATFORM);
      return { id, email, ...visitor({ cookie: `bakeloop=${secret}` }) };
    },
  };
}

/** Moves the times of all sessions into the past, as if nobody had come for so long. */
export async function age(database: IdentityStack['database'], column: 'seen_at' | 'rotated_at', ms: number) {
  await database.query(`UPDATE session SET ${column} = ${column} - make_interval(secs => $1 / 1000.0)`, [ms]);
}
