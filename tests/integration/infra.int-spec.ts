import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { connect as connectPlain, type AddressInfo } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';
import { chmod, cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { connectAsync } from 'mqtt';
import pg from 'pg';
import { parse, parseAllDocuments } from 'yaml';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { mosquittoWith } from '../support/mosquitto.js';
import { dynamicSecurity, requiredSettings, startKitchensMosquitto } from '../support/mosquitto-kitchens.js';
import { startPostgres } from '../support/postgres.js';
import { describeWith, itWith, requireProgram } from '../support/programs.js';
import { freePort, startServer } from '../support/server-process.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const infra = fileURLToPath(new URL('../../infra/', import.meta.url));

describeWith(['mosquitto'], 'infra/mosquitto/mosquitto.conf', () => {
  it('carries what is larger than the contract allows too, up to 1 MiB, so that it is dead-lettered (T3)', async () => {
    const folder = await tempDir();
    const conf = await readFile(join(infra, 'mosquitto/mosquitto.conf'), 'utf8');
    const mosquitto = await mosquittoWith(folder, (port) =>
      conf.replace('listener 1883', `listener ${port} 127.0.0.1`).replace('/mosquitto/data/', `${folder}/`),
    );
    const client = await connectAsync(mosquitto.url, { reconnectPeriod: 0 });
    const sizes: number[] = [];
    client.on('message', (_topic, payload) => void sizes.push(payload.length));
    await client.subscribeAsync('kitchens/v1/+/telemetry', { qos: 1 });
    for (const bytes of [256 * 1024, 1024 * 1024])
      await client.publishAsync('kitchens/v1/ke-nbo-01/telemetry', Buffer.alloc(bytes, ' '), { qos: 1 });
    await eventually(() => expect(sizes).toEqual([256 * 1024, 1024 * 1024]));
    await client.endAsync();
  });
});

describeWith(['mosquitto'], 'the broker of infra/site', () => {
  it('makes its administrator once, lets nobody in without credentials, and carries what a kitchen sends over WebSocket', async () => {
    const folder = await tempDir();
    const required = await requiredSettings(folder, dynamicSecurity());
    const secret = join(folder, 'dynsec-password');
    await writeFile(secret, 'of the administrator');
    const [port, webPort] = [await freePort(), await freePort()];
    const site = (await readFile(join(infra, 'mosquitto/site.conf'), 'utf8'))
      .replace('/mosquitto/config/required', required)
      .replace('listener 1883', `listener ${port} 127.0.0.1`)
      .replace('listener 9001', `listener ${webPort} 127.0.0.1`);
    const conf = join(folder, 'site.conf');
    await writeFile(conf, `${site}\n${process.getuid?.() === 0 ? 'user root' : ''}\n`);
    // As the compose file starts it, in other folders.
    const { mosquitto } = composeIn('site/compose.yaml').services;
    const [command = ''] = [mosquitto?.command ?? []].flat();
    const url = `mqtt://127.0.0.1:${port}`;
    const admin = { username: 'admin', password: 'of the administrator', reconnectPeriod: 0 };
    const server = await startServer({
      url,
      command: 'sh',
      args: [
        '-c',
        command
          .replaceAll('$$', '$')
          .replaceAll('/mosquitto/data/', `${folder}/`)
          .replace('/run/secrets/dynsec-password', secret)
          .replace(
            'exec mosquitto -c /mosquitto/config/site.conf',
            `exec ${requireProgram('mosquitto')} -c ${conf}`,
          ),
      ],
      stopSignal: 'SIGTERM',
      answers: async () => void (await (await connectAsync(url, admin, false)).endAsync()),
    });
    const state = join(folder, 'dynamic-security.json');
    const made = await readFile(state, 'utf8');
    await server.restart();
    expect(await readFile(state, 'utf8')).toBe(made);

    for (const address of [url, `ws://127.0.0.1:${webPort}/mqtt`])
      await expect(connectAsync(address, { reconnectPeriod: 0 }, false)).rejects.toThrow(
        /not authori[sz]ed/i,
      );
    const ctrl = (...args: string[]) =>
      run(requireProgram('mosquitto_ctrl'), [
        ...['-h', '127.0.0.1', '-p', String(port), '-u', admin.username, '-P', admin.password, 'dynsec'],
        ...args,
      ]);
    const topic = 'kitchens/v1/ke-nbo-01/telemetry';
    for (const args of [
      ['createRole', 'kitchen'],
      ['addRoleACL', 'kitchen', 'publishClientSend', topic, 'allow', '1'],
      ['createClient', 'ke-nbo-01', '-p', 'secret'],
      ['addClientRole', 'ke-nbo-01', 'kitchen', '1'],
    ])
      expect(await ctrl(...args)).toMatchObject({ code: 0 });
    const platform = await connectAsync(url, admin);
    const heard: string[] = [];
    platform.on('message', (of) => void heard.push(of));
    await platform.subscribeAsync('kitchens/v1/+/telemetry', { qos: 1 });
    const kitchen = await connectAsync(`ws://127.0.0.1:${webPort}/mqtt`, {
      username: 'ke-nbo-01',
      password: 'secret',
      reconnectPeriod: 0,
    });
    await kitchen.publishAsync(topic, '[]', { qos: 1 });
    await eventually(() => expect(heard).toEqual([topic]));
    await Promise.all([platform.endAsync(), kitchen.endAsync()]);
  });
});

describeWith(['mosquitto'], 'infra/mosquitto/kitchens.conf', () => {
  it('speaks TLS 1.2 or newer to kitchens, with none but ciphers that keep what was said secret', async () => {
    const { url, folder } = await startKitchensMosquitto([]);
    const answers = (options: ConnectionOptions): Promise<string> =>
      new Promise((done) => {
        const socket = connect(
          {
            host: 'localhost',
            port: Number(new URL(url).port),
            ca: readFileSync(join(folder, 'ca.crt')),
            ...options,
          },
          () => {
            done(`${socket.getProtocol() ?? ''} ${socket.getCipher().name}`);
            socket.destroy();
          },
        );
        socket.on('error', () => done('refused'));
      });
    expect(await answers({})).toMatch(/^TLSv1\.3 /);
    expect(await answers({ maxVersion: 'TLSv1.2' })).toMatch(/^TLSv1\.2 ECDHE-/);
    // Node itself says no to such a version unless it is told to.
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    expect(await answers(old)).toBe('refused');
    for (const ciphers of ['AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-SHA', 'DHE-RSA-AES128-GCM-SHA256'])
      expect([ciphers, await answers({ maxVersion: 'TLSv1.2', ciphers })]).toEqual([ciphers, 'refused']);
  });
});

describeWith(['postgres'], 'infra/timescaledb/postgresql.conf', () => {
  it('starts, and never answers before a commit is on disk', async () => {
    const folder = await tempDir();
    await chmod(folder, 0o755); // PostgreSQL may run as another user
    const config = join(folder, 'postgresql.conf');
    // The extension itself comes with the image; the rest must hold on any PostgreSQL.
    const lines = await readFile(join(infra, 'timescaledb/postgresql.conf'), 'utf8');
    await writeFile(config, lines.replace(/^shared_preload_libraries.*$/m, ''));
    const postgres = await startPostgres({ settings: { config_file: config } });
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    const settings = await client.query<{
      name: string;
      setting: string;
    }>(`SELECT name, setting FROM pg_settings
      WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'max_locks_per_transaction')`);
    // The test itself overrides the address on the command line.
    const faults = await client.query(
      `SELECT name, error FROM pg_file_settings WHERE error IS NOT NULL AND name <> 'listen_addresses'`,
    );
    await client.end();
    expect(Object.fromEntries(settings.rows.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      max_locks_per_transaction: '512', // not the default: the file was read
    });
    expect(faults.rows).toEqual([]);
  });
});

type Named = Readonly<Record<string, unknown>>;

interface Service {
  image: string;
  build?: { context: string; dockerfile: string; target: string };
  command?: string | string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  secrets?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  mem_limit?: string;
  profiles?: string[];
  depends_on?: Named;
}
interface Compose {
  services: Record<string, Service>;
  secrets?: Record<string, { file: string }>;
  volumes?: Record<string, null>;
}

const textOf = (path: string): string => readFileSync(join(infra, path), 'utf8');
const composeIn = (path: string): Compose => parse(textOf(path), { merge: true }) as Compose;

async function filesBelow(folder: string, ending: RegExp): Promise<string[]> {
  const entries = await readdir(join(infra, folder), { recursive: true });
  return entries.filter((name) => ending.test(name)).map((name) => join(folder, name));
}

/** What a program of ours reads from its environment, by the schemas and calls in its sources. */
function readBy(app: string): Set<string> {
  const sources = ['main.ts', 'settings.ts', 'config-command.ts', 'config/read-config.ts']
    .map((name) => join(root, 'apps', app, 'src', name))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'));
  for (const [shared, home] of [
    ['...fleetEnv', 'libs/record/src/bounds.ts'],
    ['...healthEnv', 'libs/runtime/src/health-door.ts'],
    ['...linesEnv', 'libs/runtime/src/plain-lines.ts'],
    ['...tracingEnv', 'libs/runtime/src/tracing.ts'],
  ] as const)
    if (sources.some((source) => source.includes(shared)))
      sources.push(readFileSync(join(root, home), 'utf8'));
  const names = sources.flatMap((source) =>
    [...source.matchAll(/^ {2}([A-Z][A-Z0-9_]+): (?:z|doorPort)\b|\benv\('([A-Z0-9_]+)'\)/gm)].map(
      ([, schema, call]) => schema ?? call ?? '',
    ),
  );
  // Every setting may come from a file (libs/runtime/src/env.ts).
  return new Set(names.flatMap((name) => [name, `${name}_FILE`]));
}

/** The program that a command line starts, or null where it is none of ours. */
function appOf(command: string | readonly string[] | undefined): string | null {
  return /apps\/(\w+)\/dist\/main\.js/.exec([command ?? []].flat().join(' '))?.[1] ?? null;
}

const IS_SECRET = /(PASSWORD|SECRET|TOKEN|COOKIE|KEY)$/;
/** Names of secrets that have a value, and addresses that hold a password. */
const valued = (environment: Named): string[] =>
  Object.entries(environment)
    .filter(([name, value]) => IS_SECRET.test(name) || /:\/\/[^/\s]*:[^/\s]*@/.test(String(value)))
    .map(([name]) => name);

describe('the settings in infra', () => {
  it('can all be read: YAML and JSON', async () => {
    const yaml = await filesBelow('.', /\.ya?ml$/);
    expect(yaml.length).toBeGreaterThan(10);
    for (const path of yaml)
      for (const document of parseAllDocuments(textOf(path), { merge: true }))
        expect([path, document.errors, document.warnings]).toEqual([path, [], []]);
    for (const path of await filesBelow('.', /\.json$/)) expect(() => JSON.parse(textOf(path))).not.toThrow();
  });

  it('finds the settings that a program reads, so that the tests below can fail', () => {
    expect([...readBy('ingest')]).toEqual(
      expect.arrayContaining(['DATABASE_URL', 'MQTT_PASSWORD_FILE', 'INGEST_MAX_KITCHENS', 'HEALTH_PORT']),
    );
    expect([...readBy('api')]).toEqual(expect.arrayContaining(['HOST', 'PORT', 'ALLOWED_ORIGINS']));
    expect(readBy('kitchen').has('HEALTH_PORT')).toBe(false);
    expect([...readBy('kitchen')]).toEqual(expect.arrayContaining(['MQTT_PASSWORD_FILE', 'LOG_LEVEL']));
    expect(valued({ MQTT_PASSWORD: 'x', URL: 'mqtt://a:b@c', MQTT_PASSWORD_FILE: '/x' })).toEqual([
      'MQTT_PASSWORD',
      'URL',
    ]);
  });
});

describe.each(['site/compose.yaml', 'scale/compose.yaml'])('infra/%s', (path) => {
  const compose = composeIn(path);
  const services = Object.entries(compose.services);
  const folder = dirname(join(infra, path));

  /** What software of others reads. */
  const others: Readonly<Record<string, (name: string, service: string) => boolean>> = {
    caddy: (name) => textOf('proxy/Caddyfile').includes(`{$${name}`),
    'timescale/timescaledb': (name, service) =>
      /^(POSTGRES_(USER|DB|PASSWORD_FILE)|PGDATA|TIMESCALEDB_TELEMETRY)$/.test(name) ||
      (service === 'timescaledb-replica' && textOf('scale/replica.sh').includes(`$${name}`)),
    'emqx/emqx': (name) => name.startsWith('EMQX_'),
    'grafana/grafana': (name) => name.startsWith('GF_'),
  };

  it('names only what the programs read', () => {
    for (const [service, { image, command, environment = {} }] of services) {
      const app = appOf(command);
      const isRead = app
        ? (name: string) => readBy(app).has(name)
        : (name: string) => others[image.split(':')[0] ?? '']?.(name, service) ?? false;
      expect([service, Object.keys(environment).filter((name) => !isRead(name))]).toEqual([service, []]);
    }
  });

  it('gives no secret a value: each is a file that is handed to those who need it', () => {
    for (const [service, { environment = {}, secrets = [] }] of services) {
      expect([service, valued(environment)]).toEqual([service, []]);
      for (const secret of secrets) expect(Object.keys(compose.secrets ?? {})).toContain(secret);
      for (const value of Object.values(environment)) {
        const named = /^\/run\/secrets\/(.+)$/.exec(value)?.[1];
        if (named !== undefined)
          expect([service, secrets]).toEqual([service, expect.arrayContaining([named])]);
      }
    }
    const made = textOf('make-secrets.sh');
    for (const [secret, { file }] of Object.entries(compose.secrets ?? {})) {
      expect(file).toBe(`./secrets/${secret}`);
      expect(made).toContain(`keep ${secret} `);
    }
  });

  it('gives ingest and API roles of their own in the database, which are made anew before they start', () => {
    const serving = services.flatMap(([, one]) => {
      const app = appOf(one.command);
      return app === 'ingest' || app === 'api' ? [{ app, ...one }] : [];
    });
    expect(new Set(serving.map(({ app }) => app))).toEqual(new Set(['ingest', 'api']));
    for (const { app, secrets, environment, depends_on } of serving) {
      expect(environment?.['DATABASE_URL_FILE']).toBe(`/run/secrets/database-url-${app}`);
      expect(secrets?.filter((secret) => secret.startsWith('database-'))).toEqual([`database-url-${app}`]);
      expect(depends_on).toMatchObject({ roles: { condition: 'service_completed_successfully' } });
    }
    const { depends_on, command, volumes } = compose.services['roles'] ?? {};
    expect(depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } });
    expect(volumes).toEqual(['../postgres:/roles:ro']);
    expect([command].flat().join(' ')).toContain('-f /roles/roles.sql -f /roles/passwords.sql');
    // The owner's own is for those who migrate, make the roles and back up.
    const owning = services.filter(([, { secrets = [] }]) =>
      secrets.some((secret) => ['database-url', 'database-password'].includes(secret)),
    );
    expect(owning.map(([service]) => service)).toEqual(['timescaledb', 'migrate', 'roles', 'backup']);
  });

  it('opens nothing but the proxy to the network', () => {
    for (const [service, { ports = [] }] of services)
      if (service !== 'proxy')
        for (const port of ports)
          expect([service, port]).toEqual([service, expect.stringMatching(/^127\.0\.0\.1:/)]);
  });

  it('runs our programs and what it can of others without rights they do not need, and within limits', () => {
    for (const [service, one] of services) {
      expect([service, one.security_opt]).toEqual([service, ['no-new-privileges:true']]);
      if (!appOf(one.command) && !['proxy', 'prometheus', 'grafana'].includes(service)) continue;
      expect([service, one.read_only, one.cap_drop]).toEqual([service, true, ['ALL']]);
    }
    for (const [service, { mem_limit }] of services)
      // They end by themselves.
      if (!['migrate', 'backup'].includes(service))
        expect([service, mem_limit]).toEqual([service, expect.any(String)]);
  });

  it('names exact versions, and files that are there', () => {
    for (const [service, { image, build, volumes = [] }] of services) {
      expect([service, image]).toEqual([service, expect.stringMatching(/:v?\d+\.\d+\.\d+(-[\w.]+)?$/)]);
      if (build) {
        expect(existsSync(join(folder, build.context, build.dockerfile))).toBe(true);
        expect(textOf('Dockerfile')).toContain(` AS ${build.target}\n`);
      }
      for (const volume of volumes) {
        const [source = ''] = volume.split(':');
        if (volume.startsWith('.'))
          expect([volume, existsSync(resolve(folder, source))]).toEqual([volume, true]);
        else if (!volume.startsWith('$')) expect(Object.keys(compose.volumes ?? {})).toContain(source);
      }
    }
  });
});

describe('infra/scale/compose.yaml', () => {
  it('has ingests that share what comes, each with a name of its own, and two of everything that serves', () => {
    const { services } = composeIn('scale/compose.yaml');
    const ingests = Object.values(services).filter(({ command }) => appOf(command) === 'ingest');
    expect(ingests.map(({ environment }) => environment?.['INGEST_SHARED_GROUP'])).toEqual([
      'ingest',
      'ingest',
    ]);
    expect(new Set(ingests.map(({ environment }) => environment?.['INGEST_CLIENT_ID'])).size).toBe(2);
    expect(services['api']).toMatchObject({ deploy: { replicas: 2 } });
    expect(services['emqx-1']?.environment?.['EMQX_CLUSTER__STATIC__SEEDS']).toContain(
      services['emqx-2']?.environment?.['EMQX_NODE__NAME'],
    );
  });

  it('has brokers that ask the API who may come in and what they may do, and refuse where it does not answer', () => {
    const { services } = composeIn('scale/compose.yaml');
    const conf = textOf('emqx/credentials.conf');
    for (const door of ['auth', 'acl'])
      expect(conf).toMatch(
        new RegExp(`method = post\\s+url = "http://bakeloop-api:4900/broker/emqx/${door}"`),
      );
    expect(conf).toMatch(/no_match = deny[^]*deny_action = disconnect[^]*ttl = "5s"/);
    expect(conf).toContain('zones.kitchens.mqtt.use_username_as_clientid = true');
    expect(services['api']).toMatchObject({
      networks: { inner: { aliases: ['bakeloop-api'] } },
      environment: { PORT: '4900', BROKER_HOOK_SECRET_FILE: '/run/secrets/broker-hook-secret' },
    });
    for (const name of ['emqx-1', 'emqx-2']) {
      const { command, environment, volumes } = services[name] ?? {};
      expect(volumes).toContain('../emqx/credentials.conf:/etc/bakeloop/credentials.conf:ro');
      expect(environment).toMatchObject({ EMQX_LISTENERS__WS__DEFAULT__ZONE: 'kitchens' });
      // The secret is put in where it stands, in both places.
      const [, place = ''] = /sed "s\/([^/]+)\//.exec([command].flat().join(' ')) ?? [];
      expect(conf.split(place)).toHaveLength(3);
    }
  });
});

describe('infra/site/compose.yaml', () => {
  it('lets nobody but the API say who may write to the broker', () => {
    const knowing = Object.entries(composeIn('site/compose.yaml').services).filter(([, { secrets = [] }]) =>
      secrets.includes('dynsec-password'),
    );
    expect(knowing.map(([service]) => service)).toEqual(['mosquitto', 'api']);
  });
});

describe('infra/compose.yaml', () => {
  it('has a password that was made for this machine, and listens on it only', () => {
    const { services } = composeIn('compose.yaml');
    for (const { environment = {} } of Object.values(services)) expect(valued(environment)).toEqual([]);
    expect(services['timescaledb']).toMatchObject({
      environment: { POSTGRES_PASSWORD_FILE: '/run/secrets/database-password' },
      secrets: ['database-password'],
    });
    for (const { ports = [] } of Object.values(composeIn('compose.yaml').services))
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });
});

describe('infra/Dockerfile', () => {
  const stages = textOf('Dockerfile').split(/^FROM /m);

  it('ends every stage that runs as somebody other than root, on an exact Node 20', () => {
    expect(stages[0]).toMatch(/^ARG NODE_IMAGE=node:20\.\d+\.\d+-/m);
    for (const name of ['programs', 'tools']) {
      const stage = stages.find((text) => text.split('\n')[0]?.endsWith(` AS ${name}`));
      expect(stage?.match(/^USER .*$/gm)?.at(-1)).toBe('USER 1000:1000');
    }
    expect(stages.at(-1)).toBe('programs AS platform\n');
  });

  it('has tools for backups that are as new as the server', () => {
    const [, tools] = /postgresql-client-(\d+)/.exec(textOf('Dockerfile')) ?? [];
    for (const path of ['site/compose.yaml', 'scale/compose.yaml'])
      expect(composeIn(path).services['timescaledb']?.image).toMatch(new RegExp(`-pg${tools}$`));
  });

  it('is given no secret and no packages of another machine', () => {
    const left = textOf('Dockerfile.dockerignore').split('\n');
    expect(left).toEqual(expect.arrayContaining(['**/secrets', '.bakeloop', '**/node_modules', '.git']));
  });
});

interface Container {
  args?: string[];
  env?: { name: string; value?: string }[];
  resources: { requests: Named; limits: Named };
  securityContext: Named;
  livenessProbe?: Named;
  readinessProbe?: Named;
}
interface Manifest {
  kind: string;
  metadata: { name: string };
  data?: Named;
  spec: {
    selector?: { matchLabels: Named };
    podSelector?: Named;
    policyTypes?: string[];
    ingress?: unknown[];
    egress?: unknown[];
    template: {
      spec: {
        securityContext: Named;
        automountServiceAccountToken: boolean;
        containers: Container[];
        volumes?: { secret?: { items: { key: string }[] } }[];
      };
    };
  };
}

describe('infra/kubernetes', () => {
  const { resources } = parse(textOf('kubernetes/kustomization.yaml')) as { resources: string[] };
  const manifests = resources.flatMap((name) =>
    parseAllDocuments(textOf(`kubernetes/${name}`)).map((document) => document.toJS() as Manifest),
  );
  const of = (kind: string): Manifest[] => manifests.filter((manifest) => manifest.kind === kind);
  const workloads = [...of('Deployment'), ...of('StatefulSet'), ...of('Job')];
  const containers = workloads.flatMap(({ spec }) => spec.template.spec.containers);

  it('uses every file, and holds no secret', async () => {
    expect((await readdir(join(infra, 'kubernetes'))).sort()).toEqual(
      [...resources, 'kustomization.yaml'].sort(),
    );
    expect(of('Secret')).toEqual([]);
    for (const { data = {} } of of('ConfigMap')) expect(valued(data)).toEqual([]);
  });

  it('names only what the programs read', () => {
    const shared = of('ConfigMap').flatMap(({ data = {} }) => Object.keys(data));
    expect(containers.map(({ args }) => appOf(args)).sort()).toEqual(['api', 'ingest', 'ops']);
    for (const { args, env = [] } of containers) {
      const app = appOf(args) ?? '';
      const isShared = app !== 'ops';
      const names = [...env.map(({ name }) => name), ...(isShared ? shared : [])];
      expect([app, names.filter((name) => !readBy(app).has(name))]).toEqual([app, []]);
      expect(valued(Object.fromEntries(env.map(({ name, value }) => [name, value])))).toEqual([]);
    }
  });

  it('runs nothing as root, with a right or a place to write that it does not need, or without a limit', () => {
    for (const { spec } of workloads) {
      expect(spec.template.spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
    }
    for (const container of containers) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.resources).toMatchObject({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { memory: expect.any(String) },
      });
    }
  });

  it('hands each program no secret but its own', () => {
    const handed = workloads.map(({ spec }) => [
      appOf(spec.template.spec.containers[0]?.args),
      spec.template.spec.volumes?.flatMap(({ secret }) => secret?.items.map(({ key }) => key) ?? []),
    ]);
    expect(Object.fromEntries(handed)).toEqual({
      ops: ['database-url'],
      ingest: ['database-url-ingest', 'mqtt-password'],
      api: ['database-url-api', 'mqtt-password'],
    });
  });

  it('asks each program that serves whether it lives and can serve, and keeps one when a machine is emptied', () => {
    for (const { metadata, spec } of [...of('Deployment'), ...of('StatefulSet')]) {
      expect(spec.template.spec.containers[0]).toMatchObject({
        livenessProbe: { httpGet: { path: '/health/live' } },
        readinessProbe: { httpGet: { path: expect.stringMatching(/^\/health\/ready/) } },
      });
      const budget = of('PodDisruptionBudget').find((one) => one.metadata.name === metadata.name);
      expect(budget?.spec.selector).toEqual(spec.selector);
    }
  });

  it('lets nobody in or out who is not named', () => {
    const nobody = of('NetworkPolicy').find(({ metadata }) => metadata.name === 'nobody');
    expect(nobody?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });

  itWith('kubectl', 'is put together by kustomize', async (kubectl) => {
    const { code, said } = await run(kubectl, ['kustomize', join(infra, 'kubernetes')]);
    expect([code, said]).toEqual([0, expect.stringContaining('kind: StatefulSet')]);
  });
});

describe('the systemd units', () => {
  const OF_SYSTEM = ['MALLOC_ARENA_MAX', 'UV_THREADPOOL_SIZE'];

  it('name only what the programs read, and no secret', async () => {
    const units = await filesBelow('.', /\.service$/);
    expect(units.length).toBe(5);
    for (const path of units) {
      const text = textOf(path);
      const app = appOf(text) ?? 'kitchen';
      const shared = text.includes('EnvironmentFile=/etc/bakeloop/bakeloop.env')
        ? textOf('systemd/bakeloop.env')
        : '';
      const given = [...text.matchAll(/^Environment=(.*)$/gm)].flatMap(([, line = '']) => line.split(' '));
      const environment = Object.fromEntries(
        [...given, ...shared.split('\n').filter((line) => /^[A-Z]/.test(line))].map((pair) =>
          pair.split('=', 2),
        ),
      ) as Named;
      const unknown = Object.keys(environment).filter(
        (name) => !readBy(app).has(name) && !OF_SYSTEM.includes(name),
      );
      expect([path, unknown]).toEqual([path, []]);
      expect([path, valued(environment)]).toEqual([path, []]);
    }
  });

  itWith(
    'systemd-analyze',
    'are understood by systemd to the last line, and leave little open',
    async (analyze) => {
      const folder = await tempDir();
      const units = await filesBelow('.', /\.(service|timer)$/);
      const copies = await Promise.all(
        units.map(async (path) => {
          const copy = join(folder, path.split('/').at(-1) ?? '');
          // It looks whether the program is there, and Node may be elsewhere here.
          await writeFile(copy, textOf(path).replaceAll('/usr/bin/node', process.execPath));
          return copy;
        }),
      );
      const { code, said } = await run(analyze, ['verify', ...copies]);
      expect([code, said]).toEqual([0, '']);
      for (const copy of copies.filter((path) => path.endsWith('.service'))) {
        const exposure = await run(analyze, ['security', '--offline=true', '--threshold=25', copy]);
        expect([copy, exposure.code]).toEqual([copy, 0]);
      }
    },
  );
});

describe('what is watched', () => {
  const sources = [
    'apps/api/src/line/line-metrics.ts',
    'apps/api/src/line/query-times.ts',
    'apps/ingest/src/ingest-metrics.ts',
  ].map((path) => readFileSync(join(root, path), 'utf8'));
  const told = new Set(sources.flatMap((source) => source.match(/\bbakeloop_\w+/g) ?? []));

  it('is what the programs tell: every metric of a rule and a dashboard', async () => {
    const files = ['monitoring/alerts.yml', ...(await filesBelow('monitoring', /\.json$/))];
    expect(files.length).toBe(3);
    for (const path of files) {
      const asked = new Set(textOf(path).match(/\bbakeloop_\w+/g));
      const known = [...asked].filter((name) => told.has(name.replace(/_(bucket|count|sum)$/, '')));
      expect([path, [...asked].filter((name) => !known.includes(name))]).toEqual([path, []]);
      expect(known.length).toBeGreaterThan(2);
    }
  });

  it('is asked of the source that is provided, under the name that the dashboards use', async () => {
    const { datasources } = parse(textOf('monitoring/grafana/provisioning/datasources/prometheus.yaml')) as {
      datasources: { uid: string }[];
    };
    for (const path of await filesBelow('monitoring', /\.json$/)) {
      const { panels } = JSON.parse(textOf(path)) as { panels: { datasource: { uid: string } }[] };
      expect(new Set(panels.map(({ datasource }) => datasource.uid))).toEqual(new Set([datasources[0]?.uid]));
    }
  });

  itWith('promtool', 'is understood by Prometheus', async (promtool) => {
    const { code, said } = await run(promtool, ['check', 'config', join(infra, 'monitoring/prometheus.yml')]);
    expect([code, said]).toEqual([0, expect.stringContaining('rules found')]);
  });
});

describe('the proxy', () => {
  it('speaks TLS 1.2 or newer, with none but ciphers that keep what was said secret', () => {
    const caddyfile = textOf('proxy/Caddyfile');
    expect(caddyfile).toMatch(/^\t\tprotocols tls1\.2 tls1\.3$/m);
    const ciphers = /^\t\tciphers (.*)$/m.exec(caddyfile)?.[1]?.split(' ') ?? [];
    expect(ciphers.length).toBe(6);
    for (const cipher of ciphers)
      expect(cipher).toMatch(
        /^TLS_ECDHE_(ECDSA|RSA)_WITH_(AES_(128|256)_GCM|CHACHA20_POLY1305)_SHA(256|384)$/,
      );
  });

  const header = /^\theader \{[^}]*\}$/m.exec(textOf('proxy/Caddyfile'))?.[0] ?? '';
  it('tells browsers for a year never to come without TLS, nor to any name below its own', () => {
    expect(header).toMatch(/^\t\tStrict-Transport-Security "max-age=31536000; includeSubDomains"$/m);
    expect(header).toMatch(/^\t\tdefer$/m);
  });

  /** The shipped proxy before a server of this test, on ports of this machine, and without certificates. */
  async function startProxy(
    caddy: string,
    answer: RequestListener,
  ): Promise<{ url: string; clear: string; said: () => string }> {
    const api = createServer(answer).listen(0, '127.0.0.1');
    await once(api, 'listening');
    atEnd(() => new Promise<void>((closed) => api.close(() => closed())));
    const folder = await tempDir();
    const [url, clear] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
    const config = textOf('proxy/Caddyfile')
      .replace(/^\tadmin .*$/m, '\tadmin off\n\tauto_https off')
      .replace(/^http:\/\/\{\$SITE_ADDRESS\} \{$/m, `${clear} {`)
      .replace(/^\{\$SITE_ADDRESS\} \{$/m, `${url} {`)
      .replace(/^\ttls \{[^}]*\}$/m, '')
      .replace(/dynamic a api 4900 \{[^}]*\}/, `to 127.0.0.1:${(api.address() as AddressInfo).port}`);
    await writeFile(join(folder, 'Caddyfile'), config);
    const { said } = await startServer({
      url,
      command: caddy,
      args: ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')],
      options: { env: { ...process.env, HOME: folder } },
      stopSignal: 'SIGTERM',
      answers: async () => void (await fetch(url)),
    });
    return { url, clear, said };
  }

  itWith('caddy', 'says so in place of what the API says of its own host', async (caddy) => {
    const { url } = await startProxy(caddy, (_request, response) => {
      response.setHeader('strict-transport-security', 'max-age=31536000').end();
    });
    const { headers } = await fetch(url);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
  });

  itWith(
    'caddy',
    'keeps in its log what was asked, and not what or whom somebody searched for',
    async (caddy) => {
      const { url, said } = await startProxy(caddy, (_request, response) => response.end());
      await fetch(`${url}/api/v1/people?q=jane%40example.org&limit=30&cursor=SmFuZQ`);
      await eventually(() => expect(said()).toContain('/api/v1/people?'));
      expect(said()).toContain('limit=30');
      expect(said()).not.toMatch(/jane|SmFuZQ/);
    },
  );

  itWith('caddy', 'leads a browser to TLS, and no program that would not notice', async (caddy) => {
    const asked: string[] = [];
    const { clear } = await startProxy(caddy, ({ url = '' }, response) => {
      asked.push(url);
      response.end();
    });
    const ask = async (path: string): Promise<[number, string | null]> => {
      const { status, headers } = await fetch(`${clear}${path}`, { redirect: 'manual' });
      return [status, headers.get('location')];
    };
    expect(await ask('/fleet?wall=1')).toEqual([301, 'https://127.0.0.1/fleet?wall=1']);
    for (const path of ['/api/v1/kitchens', '/mqtt', '/health/live', '/broker/emqx/auth'])
      expect([path, await ask(path)]).toEqual([path, [403, null]]);
    expect(asked.filter((path) => path !== '/')).toEqual([]);
  });

  itWith(
    'caddy',
    'and the server behind it see the same requests, however one writes where they end',
    async (caddy) => {
      const asked: string[] = [];
      const { url } = await startProxy(caddy, (request, response) => {
        asked.push(`${request.method} ${request.url}`);
        request.resume().on('end', () => response.end('ok'));
      });
      asked.splice(0);
      const hidden = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
      const chunks = `0\r\n\r\n${hidden}`;
      const tries: [framing: string, body: string][] = [
        [`Content-Length: ${chunks.length}\r\nTransfer-Encoding: chunked`, chunks],
        [`Transfer-Encoding: chunked\r\nContent-Length: 4`, chunks],
        ['Content-Length: 0\r\nContent-Length: 44', hidden],
        [`Content-Length: 0, ${hidden.length}`, hidden],
        ['Content-Length: +0', hidden],
        ['Content-Length : 0', hidden],
        ['Transfer-Encoding : chunked\r\nContent-Length: 0', hidden],
        ['Transfer-Encoding: xchunked', chunks],
        ['Transfer-Encoding: chunked, identity', chunks],
        ['Transfer-Encoding: identity, chunked', chunks],
        ['Transfer-Encoding:\x0bchunked', chunks],
        ['X: y\n\nTransfer-Encoding: chunked', chunks],
        ['Transfer-Encoding: chunked\r\nTransfer-Encoding: identity', chunks],
      ];
      for (const [framing, body] of tries) {
        const socket = connectPlain(Number(new URL(url).port), '127.0.0.1');
        const closed = once(socket, 'close');
        // It says that it ends here: whatever comes back after that was a second request to somebody.
        socket.write(
          `POST /first HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${framing}\r\n\r\n${body}`,
        );
        socket.resume().on('error', () => undefined);
        socket.setTimeout(2_000, () => socket.destroy());
        await closed;
      }
      // And whoever comes next by the same connection behind the proxy is answered what they asked.
      for (let time = 0; time < 4; time++) expect((await fetch(`${url}/next`)).status).toBe(200);
      expect(new Set(asked)).toEqual(new Set(['POST /first', 'GET /next']));
    },
  );

  itWith('caddy', 'is understood by Caddy, for one broker and for two', async (caddy) => {
    const folder = await tempDir();
    for (const upstream of [
      'mosquitto:9001',
      'emqx-1.bakeloop.internal:8083 emqx-2.bakeloop.internal:8083',
    ]) {
      const file = join(folder, 'Caddyfile');
      await cp(join(infra, 'proxy/Caddyfile'), file);
      const { code, said } = await run(caddy, ['validate', '--adapter', 'caddyfile', '--config', file], {
        SITE_ADDRESS: 'bakeloop.example',
        KITCHEN_NETWORKS: '192.0.2.0/24 private_ranges',
        MQTT_UPSTREAM: upstream,
        HOME: folder,
      });
      expect([code, said]).toEqual([0, expect.stringContaining('Valid configuration')]);
    }
  });
});

describe('the scripts', () => {
  it('are understood by the shell', async () => {
    for (const path of await filesBelow('.', /\.sh$/))
      expect([path, await run('sh', ['-n', join(infra, path)])]).toEqual([path, { code: 0, said: '' }]);
  });

  it('make each secret once, at random, and leave what is there', async () => {
    const secrets = join(await tempDir(), 'secrets');
    expect((await run('sh', [join(infra, 'make-secrets.sh'), secrets])).code).toBe(0);
    const read = async (): Promise<Record<string, string>> =>
      Object.fromEntries(
        await Promise.all(
          (await readdir(secrets)).map(async (name) => [name, await readFile(join(secrets, name), 'utf8')]),
        ),
      ) as Record<string, string>;
    const first = await read();
    const random = Object.fromEntries(Object.entries(first).filter(([name]) => !name.includes('-url')));
    for (const role of ['', '-api', '-ingest'])
      expect(first[`database-url${role}`]).toBe(
        `postgres://bakeloop${role.replace('-', '_')}:${random[`database-password${role}`]}@timescaledb:5432/bakeloop`,
      );
    for (const value of Object.values(random)) expect(value).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(Object.values(random)).size).toBe(Object.keys(random).length);
    expect((await run('sh', [join(infra, 'make-secrets.sh'), secrets])).code).toBe(0);
    expect(await read()).toEqual(first);

    // Anew, and with it the address that holds it, and nothing else.
    const renew = (name: string) => run('sh', [join(infra, 'make-secrets.sh'), secrets, 'renew', name]);
    const changed = async (): Promise<string[]> => {
      const now = await read();
      return Object.keys(first).filter((name) => now[name] !== first[name]);
    };
    expect((await renew('mqtt-password')).code).toBe(0);
    expect(await changed()).toEqual(['mqtt-password']);
    expect((await renew('database-password-api')).code).toBe(0);
    expect(await changed()).toEqual(['database-password-api', 'database-url-api', 'mqtt-password']);
    expect((await read())['database-url-api']).toContain(`:${(await read())['database-password-api']}@`);
    expect(await renew('database-url-api')).toMatchObject({
      code: 64,
      said: expect.stringContaining('renew'),
    });
    expect(await renew('nothing')).toMatchObject({ code: 66 });
  });
});

/** Runs it to its end, whatever that is. */
function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; said: string }> {
  return new Promise((done) => {
    execFile(command, args, { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, said: `${stdout}${stderr}` }),
    );
  });
}
