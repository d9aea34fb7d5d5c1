import {
  applicationAck,
  bareTelemetry,
  birth,
  command,
  commandData,
  commandResult,
  eventPack,
  kitchenEvent,
  problem,
  resultPack,
  senmlRecord,
  status,
  telemetryPack,
} from '@bakeloop/contracts';
import { z } from 'zod';

/** The kitchen contract as JSON Schema: name in the address, what it describes, the schema. */
const PUBLISHED = {
  'telemetry-pack': { about: 'kitchens/v1/{k}/telemetry, tracked (P1)', schema: telemetryPack },
  'bare-telemetry': { about: 'kitchens/v1/{k}/telemetry, bare SenML (P5)', schema: bareTelemetry },
  'senml-record': { about: 'one record of telemetry (RFC 8428)', schema: senmlRecord },
  'event-pack': { about: 'kitchens/v1/{k}/events, tracked (P1)', schema: eventPack },
  event: { about: 'one event of the batch log (section 4)', schema: kitchenEvent },
  birth: { about: 'kitchens/v1/{k}/birth (B1)', schema: birth },
  status: { about: 'kitchens/v1/{k}/status and the will (B2)', schema: status },
  command: { about: 'kitchens/v1/{k}/commands (C1)', schema: command },
  'command-report-state': {
    about: 'data of a command report-state (C2)',
    schema: commandData['report-state'],
  },
  'command-report-readings': {
    about: 'data of a command report-readings (C2)',
    schema: commandData['report-readings'],
  },
  'command-restart-driver': {
    about: 'data of a command restart-driver (C2)',
    schema: commandData['restart-driver'],
  },
  'result-pack': { about: 'kitchens/v1/{k}/results, tracked (C6)', schema: resultPack },
  'command-result': { about: 'one result: what became of a command (C6)', schema: commandResult },
  ack: { about: 'kitchens/v1/{k}/ack (P2)', schema: applicationAck },
  problem: { about: 'every error of the HTTP API (RFC 9457)', schema: problem },
} as const;

type JsonSchema = z.core.JSONSchema.BaseSchema;

export interface PublishedSchema {
  name: string;
  about: string;
  /** JSON Schema 2020-12. */
  schema: JsonSchema;
}

/** @param root address below which the schemas are served */
export function publishedSchemas(root: string): PublishedSchema[] {
  return Object.entries(PUBLISHED).map(([name, { about, schema }]) => ({
    name,
    about,
    schema: {
      ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
      $id: `${root}/${name}`,
      title: name,
    },
  }));
}
