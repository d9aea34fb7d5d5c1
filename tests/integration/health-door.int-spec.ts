import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startApi } from '@bakeloop/api';
import { startIngest } from '@bakeloop/ingest';
import { createLogger } from '@bakeloop/runtime';
import { traced } from '@bakeloop/runtime/tracing';
import { beforeAll, expect, it } from '@jest/globals';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startMosquitto } from '../support/mosquitto.js';
import { startPostgres, type Postgres } from '../support/postgres.js';
import { describeWith } from '../support/programs.js';
import { freePort, type ServerProcess } from '../support/server-process.js';
import { connectKitchen } from '../support/test-kitchen.js';

describeWith(['postgres', 'mosquitto'], 'the health door of an ingest, on PostgreSQL and Mosquitto', () => {
  let postgres: Postgres;
  let mosquitto: ServerProcess;
  let url: string;
  let databaseUrl: string;

  beforeAll(async () => {
    [postgres, mosquitto] = await Promise.all([startPostgres(), startMosquitto()]);
    databaseUrl = await postgres.migratedDatabase();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const ingest = await startIngest({
      DATABASE_URL: databaseUrl,
      MQTT_URL: mosquitto.url,
      INGEST_CLIENT_ID: 'health-door',
      HEALTH_PORT: port,
      LOG_LEVEL: 'error',
    });
    atEnd(() => ingest.stop());
  });

  const ready = async (): Promise<unknown> => {
    const answer = await fetch(`${url}/health/ready`);
    return { status: answer.status, body: await answer.json() };
  };
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${url}/health/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1));
  };
  const within = { withinMs: 20_000 };

  it('counts what became of the records, commit by commit, and how long a commit was waited for', async () => {
    const kitchen = await connectKitchen(mosquitto.url, 'ke-nbo-01');
    atEnd(() => kitchen.end());
    const bt = Math.floor(Date.now() / 1_000) - 60;
    await kitchen.pack(1, [
      { n: 'm/x', bt, v: 1 },
      { n: 'm/x', bt, v: 1 },
      { n: 'm/x', bt, vs: 'hot' },
    ]);
    await kitchen.untilSettled('telemetry', 1);
    await eventually(async () => expect(await metric('bakeloop_ingest_messages_total')).toBe(1));
    expect(await metric('bakeloop_ingest_records_total{outcome="stored"}')).toBe(1);
    expect(await metric('bakeloop_ingest_records_total{outcome="duplicate"}')).toBe(1);
    expect(await metric('bakeloop_ingest_records_total{outcome="dead_lettered"}')).toBe(1);
    expect(await metric('bakeloop_ingest_settle_seconds_count')).toBe(1);
    expect(await metric('bakeloop_ingest_settle_seconds_bucket{le="+Inf"}')).toBe(1);
    expect(await metric('bakeloop_ingest_unsettled_messages')).toBe(0);
    expect(await metric('bakeloop_ingest_sessions_lost_total')).toBe(1);
    expect(await metric('process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  it('traces requests, commits and their statements to an OTLP collector, where one is named', async () => {
    const collector = await startCollector();
    const tracing = { endpoint: collector.url, headers: 'x-key=of%20mine' };
    const api = await startApi({
      databaseUrl,
      mqttUrl: mosquitto.url,
      port: 0,
      logLevel: 'silent',
      trustedProxies: '127.0.0.1',
      tracing,
    });
    const [traceId, parentId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    const asked = await fetch(`${api.url}/api/v1/public/kitchens?of=somebody`, {
      headers: { traceparent: `00-${traceId}-${parentId}-01` },
    });
    expect(asked.status).toBe(200);
    let line = '';
    const logger = createLogger('test', { to: { write: (text: string) => void (line += text) } });
    await traced('work', {}, async () => logger.info('done'));
    expect(JSON.parse(line)).toMatchObject({
      msg: 'done',
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    await api.stop();
    expect(collector.headers()['x-key']).toBe('of mine');
    expect(collector.resource()).toMatchObject({
      'service.name': 'bakeloop-api',
      'service.namespace': 'bakeloop',
    });
    const request = collector
      .spans()
      .find((span) => span.traceId === traceId && span.parentSpanId === parentId);
    expect(request).toMatchObject({
      name: 'GET /api/v1/public/kitchens',
      attributes: { 'http.response.status_code': 200, 'url.path': '/api/v1/public/kitchens' },
    });
    const of = (parent: Span | undefined): Span[] =>
      collector.spans().filter(({ parentSpanId }) => parentSpanId === parent?.spanId);
    expect(of(request)).toContainEqual(
      expect.objectContaining({
        name: 'SELECT',
        attributes: expect.objectContaining({ 'db.system.name': 'postgresql' }),
      }),
    );

    const ingest = await startIngest({
      DATABASE_URL: databaseUrl,
      MQTT_URL: mosquitto.url,
      INGEST_CLIENT_ID: 'traced',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      LOG_LEVEL: 'error',
    });
    const kitchen = await connectKitchen(mosquitto.url, 'ke-trc-01');
    await kitchen.pack(1, [{ n: 'm/x', bt: Math.floor(Date.now() / 1_000), v: 1 }]);
    await kitchen.untilSettled('telemetry', 1);
    await kitchen.end();
    await ingest.stop();
    // The ingest of the other tests runs in this process too, and asks for no spans of its statements.
    const commits = collector.spans().filter(({ name }) => name === 'settle');
    expect(commits.map(({ attributes }) => attributes['bakeloop.messages'])).toContain(1);
    expect(commits.flatMap(of).map(({ name }) => name)).toEqual(expect.arrayContaining(['SELECT', 'COMMIT']));
    // Off again: nothing is made, and nothing is told in a line.
    line = '';
    const sent = collector.spans().length;
    await traced('work', {}, async () => logger.info('done'));
    expect(JSON.parse(line)).not.toHaveProperty('trace_id');
    expect(collector.spans().length).toBe(sent);
  });

  it('is not ready without the database, tells what waits meanwhile, and is again when it is back', async () => {
    expect(await ready()).toEqual({ status: 200, body: { database: true, broker: true } });
    await postgres.stop();
    await eventually(
      async () => expect(await ready()).toEqual({ status: 503, body: { database: false, broker: true } }),
      within,
    );
    const kitchen = await connectKitchen(mosquitto.url, 'ke-msa-01');
    atEnd(() => kitchen.end());
    await kitchen.pack(1, [{ n: 'm/x', bt: Math.floor(Date.now() / 1_000), v: 1 }]);
    await eventually(async () => {
      expect(await metric('bakeloop_ingest_unsettled_messages')).toBe(1);
      expect(await metric('bakeloop_ingest_settle_failures_total')).toBeGreaterThan(0);
    }, within);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    await postgres.restart();
    await kitchen.untilSettled('telemetry', 1);
    await eventually(async () => {
      expect(await ready()).toMatchObject({ status: 200 });
      expect(await metric('bakeloop_ingest_unsettled_messages')).toBe(0);
    }, within);
  });

  it('is not ready without the broker', async () => {
    await mosquitto.stop();
    await eventually(
      async () => expect(await ready()).toEqual({ status: 503, body: { database: true, broker: false } }),
      within,
    );
    await mosquitto.restart();
    await eventually(async () => expect(await ready()).toMatchObject({ status: 200 }), within);
    // It had kept the session; the one that it counts is the first ever.
    expect(await metric('bakeloop_ingest_sessions_lost_total')).toBe(1);
  });
});

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: Record<string, unknown>;
}

/** Takes what OTLP over HTTP brings as JSON, as a collector does. */
async function startCollector() {
  const spans: Span[] = [];
  let resource: Record<string, unknown> = {};
  let headers: IncomingHttpHeaders = {};
  const flat = (list: { key: string; value: Record<string, unknown> }[]): Record<string, unknown> =>
    Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]]));
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      if (request.url === '/v1/traces') {
        headers = request.headers;
        const { resourceSpans } = JSON.parse(text) as {
          resourceSpans: {
            resource: { attributes: Parameters<typeof flat>[0] };
            scopeSpans: {
              spans: (Omit<Span, 'attributes'> & { attributes: Parameters<typeof flat>[0] })[];
            }[];
          }[];
        };
        for (const one of resourceSpans) {
          resource = flat(one.resource.attributes);
          for (const { spans: told } of one.scopeSpans)
            spans.push(...told.map((span) => ({ ...span, attributes: flat(span.attributes) })));
        }
      }
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  atEnd(() => new Promise((done) => void server.close(() => done())));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => spans,
    resource: () => resource,
    headers: () => headers,
  };
}
