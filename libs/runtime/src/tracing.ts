import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type * as Api from '@opentelemetry/api';
import { z } from 'zod';
import { tellInEveryLine, toldPath } from './logger.js';

/**
 * Traces for OpenTelemetry, where somebody asks for them. Its packages are loaded then and not before: without an endpoint
 * a traced piece of work is that piece of work and one comparison.
 *
 * Beside these settings those hold that its packages read themselves: OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES and
 * OTEL_EXPORTER_OTLP_TIMEOUT.
 */
export const tracingEnv = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('where traces go by OTLP over HTTP, for example http://localhost:4318; unset: nowhere'),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .optional()
    .describe('what the collector asks for, for example Authorization=Bearer …'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('the share of traces that are kept; one that a proxy began is kept as it says'),
} as const;

/** What these settings ask for; undefined: no traces. */
export function tracingOf(env: z.output<z.ZodObject<typeof tracingEnv>>): TraceTarget | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = env;
  return endpoint === undefined
    ? undefined
    : { endpoint, headers: env.OTEL_EXPORTER_OTLP_HEADERS, share: env.OTEL_TRACES_SAMPLER_ARG };
}

/** A span's attributes, by the semantic conventions of OpenTelemetry where they have a name. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

export interface TraceTarget {
  /** The base address; traces go to `/v1/traces` below it. */
  endpoint: string;
  /** `name=value`, comma-separated, each value percent-encoded. */
  headers?: string | undefined;
  /** Of traces that begin here those that are kept, 0 to 1. Default: all. */
  share?: number | undefined;
}

interface Running {
  api: typeof Api;
  tracer: Api.Tracer;
  stop(): Promise<void>;
}

let running: Running | null = null;

/** What has not been sent when a program ends is given so long, ms. */
const FLUSH_WITHIN_MS = 2_000;

/**
 * Begins to trace, for this process.
 * @param service for example `bakeloop-api`
 * @returns what ends it, after the last spans were sent or given up
 */
export async function startTracing(
  service: string,
  version: string,
  { endpoint, headers, share = 1 }: TraceTarget,
): Promise<() => Promise<void>> {
  const [api, sdk, exporter, context, core, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/core'),
    import('@opentelemetry/resources'),
  ]);
  const contexts = new context.AsyncLocalStorageContextManager().enable();
  api.context.setGlobalContextManager(contexts);
  api.propagation.setGlobalPropagator(new core.W3CTraceContextPropagator());
  const provider = new sdk.TracerProvider({
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(share) }),
    // What the environment says goes before what we know.
    resource: resources
      .resourceFromAttributes({
        'service.name': service,
        'service.namespace': 'bakeloop',
        'service.version': version,
        'service.instance.id': randomUUID(),
      })
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: new exporter.OTLPTraceExporter({
          url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
          headers: headersOf(headers),
        }),
      }),
    ],
  });
  running = {
    api,
    tracer: provider.getTracer('bakeloop', version),
    async stop() {
      running = null;
      tellInEveryLine(() => ({}));
      await Promise.race([
        // A collector that is away is no reason to fail.
        provider.shutdown().catch(() => undefined),
        new Promise<void>((done) => setTimeout(done, FLUSH_WITHIN_MS).unref()),
      ]);
      api.context.disable();
      api.propagation.disable();
      contexts.disable();
    },
  };
  tellInEveryLine(() => {
    const span = api.trace.getActiveSpan()?.spanContext();
    return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
  });
  return () => running?.stop() ?? Promise.resolve();
}

function headersOf(text = ''): Record<string, string> {
  return Object.fromEntries(
    text
      .split(',')
      .map((pair) => pair.trim().split(/=(.*)/s))
      .filter(([name]) => name !== '')
      .map(([name = '', value = '']) => [name.trim(), decodeURIComponent(value.trim())]),
  );
}

/** Does a piece of work as a span of its own, within the one that is under way. */
export function traced<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  if (running === null) return work();
  const { api, tracer } = running;
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      // What it says may hold what somebody sent: of what kind it is, is enough.
      span.setStatus({ code: api.SpanStatusCode.ERROR, message: (error as Error).name });
      throw error;
    } finally {
      span.end();
    }
  });
}

const VERB = /^\s*(?:--[^\n]*\n\s*)*([A-Za-z]+)/;

/** Notes a statement that was answered: as a part of what asked for it, and of nothing where nothing did. */
export function tracedStatement(tookMs: number, text: string): void {
  if (running === null) return;
  const { api, tracer } = running;
  if (api.trace.getActiveSpan() === undefined) return;
  const operation = VERB.exec(text)?.[1]?.toUpperCase() ?? 'SQL';
  const endMs = Date.now();
  tracer
    .startSpan(operation, {
      kind: api.SpanKind.CLIENT,
      startTime: endMs - tookMs,
      // All of ours have their values apart, so the text holds nobody's.
      attributes: { 'db.system.name': 'postgresql', 'db.operation.name': operation, 'db.query.text': text },
    })
    .end(endMs);
}

/**
 * Middleware: each request is a span, of the trace that a believed proxy says it belongs to.
 * @param isBelieved whether what comes from this address may say so: else anybody could have all that they ask recorded
 */
export function tracedRequests(isBelieved: (address: string) => boolean) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (running === null) return next();
    const { api, tracer } = running;
    const from = isBelieved(request.socket.remoteAddress ?? '')
      ? api.propagation.extract(api.ROOT_CONTEXT, request.headers)
      : api.ROOT_CONTEXT;
    const method = request.method ?? '';
    // Never with what is asked for: a query may hold somebody's words.
    const path = toldPath((request.url ?? '').split('?')[0] ?? '');
    const span = tracer.startSpan(
      method,
      { kind: api.SpanKind.SERVER, attributes: { 'http.request.method': method, 'url.path': path } },
      from,
    );
    response.once('close', () => {
      const route = (request as { route?: { path?: unknown } }).route?.path;
      if (typeof route === 'string') {
        span.updateName(`${method} ${route}`);
        span.setAttribute('http.route', route);
      }
      span.setAttribute('http.response.status_code', response.statusCode);
      if (response.statusCode >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR });
      span.end();
    });
    api.context.with(api.trace.setSpan(from, span), next);
  };
}
