import * as contracts from '@bakeloop/contracts';
import { reachOf, routes, type Route } from '@bakeloop/contracts';
import { z } from 'zod';

type Json = Record<string, unknown>;

/** Shapes that get a name of their own in the document. */
const NAMED: Record<string, z.ZodType> = {
  Totals: contracts.totals,
  Coverage: contracts.coverage,
  Trouble: contracts.trouble,
  BatchFlag: contracts.batchFlag,
  BatchSummary: contracts.batchSummary,
  BatchDetail: contracts.batchDetail,
  KitchenSummary: contracts.kitchenSummary,
  KitchenDetail: contracts.kitchenDetail,
  Birth: contracts.birth,
  Channel: contracts.channel,
  Command: contracts.commandView,
  Series: contracts.series,
  Metric: contracts.metric,
  MassFlow: contracts.massFlow,
  MassBalance: contracts.massBalance,
  StoredEvent: contracts.storedEvent,
  TotalsAnswer: contracts.totalsAnswer,
  DeadLetter: contracts.deadLetter,
  DeviceCredential: contracts.deviceCredential,
  EventAnswer: contracts.eventAnswer,
  PlatformStatus: contracts.platformStatus,
  Tally: contracts.tally,
  RetentionPolicy: contracts.retentionPolicy,
  MetricDefinition: contracts.metricDefinition,
  MetricAnswer: contracts.metricAnswer,
  EvidenceLeaf: contracts.evidenceLeaf,
  MetricChange: contracts.metricChange,
  EventDetail: contracts.eventDetail,
  FlowsAnswer: contracts.flowsAnswer,
  LotSummary: contracts.lotSummary,
  PeriodBalance: contracts.periodBalance,
  ReferenceRecord: contracts.referenceRecord,
  Problem: contracts.problem,
};

/** Either of the two. */
const SIGNED_IN = [{ session: [] }, { token: [] }];

/** OpenAPI 3.1 of every route, from the same schemas that check the requests. */
export function openApiDocument(version: string): Json {
  const schemas = componentSchemas();
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    const operations = (paths[route.path] ??= {});
    operations[route.method.toLowerCase()] = operation(name, route, schemas);
  }
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Bakeloop',
      version,
      description:
        'Plastic from the gate of a mobile kitchen to the wall it ends up in. Masses are integer grams, instants ' +
        'RFC 3339 UTC, days kitchen-local. Errors are RFC 9457 problem details. Lists are paged by an opaque cursor. ' +
        'Live updates: socket.io at `/live`. JSON Schemas of the MQTT contract: `/api/v1/schemas`.',
    },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'bakeloop' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function operation(name: string, route: Route, schemas: Json): Json {
  const answer = `${name[0]?.toUpperCase()}${name.slice(1)}Answer`;
  return {
    operationId: name,
    summary: route.summary,
    description: `Takes the permission ${route.permission}${route.ofKitchen ? `; of a kitchen ${route.ofKitchen}` : ''}.`,
    security: reachOf(null, route.permission) === 'all' ? [{}, ...SIGNED_IN] : SIGNED_IN,
    parameters: [...parameters('path', route.params), ...parameters('query', route.query)],
    ...(route.body
      ? { requestBody: { required: true, content: json(jsonSchema(route.body, 'input')) } }
      : {}),
    responses: {
      200: {
        description: 'OK',
        content: route.media
          ? { [route.media]: { schema: { type: 'string' } } }
          : json({ $ref: `#/components/schemas/${answer in schemas ? answer : nameOf(route.answer)}` }),
      },
      ...(route.params || route.query ? { 400: refused('The address is not what the route takes') } : {}),
      ...(route.params ? { 404: refused('No such thing as the path names') } : {}),
      ...(route.body
        ? { 413: refused('The body is too large'), 422: refused('The body is not what the route takes') }
        : {}),
      ...(reachOf(null, route.permission) === 'all'
        ? {}
        : { 401: refused('Nobody is signed in'), 403: refused('Not yours to do') }),
      429: refused('Asked too often; see Retry-After'),
      503: refused('The database does not answer; see Retry-After'),
      default: refused('Any other error'),
    },
  };
}

function parameters(place: 'path' | 'query', schema: z.ZodObject | undefined): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input');
  return Object.entries(properties as Record<string, Json>).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || (required as string[]).includes(name),
    ...(typeof property['description'] === 'string' ? { description: property['description'] } : {}),
    schema: property,
  }));
}

/** The named shapes, and the answers of the routes that have none of these names. */
function componentSchemas(): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id });
  for (const [name, route] of Object.entries(routes) as [string, Route][])
    if (!registry.has(route.answer))
      registry.add(route.answer, { id: `${name[0]?.toUpperCase()}${name.slice(1)}Answer` });
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    io: 'output',
    unrepresentable: 'any',
  });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutMarks(schema)]));
}

function nameOf(schema: z.ZodType): string {
  return Object.entries(NAMED).find(([, named]) => named === schema)?.[0] ?? '';
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  return withoutMarks(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
}

/** A part of the document is no document: it states neither its dialect nor an address of its own. */
function withoutMarks(schema: object): Json {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id'));
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}

function refused(description: string): Json {
  return {
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}
