import { MAX_TRIED, type TriedAmendment } from '@bakeloop/contracts';
import { inRows, type Tried } from '@bakeloop/record';
import { redacted } from '../events/redacted.js';

/** What would become of a dead letter, for the page and any other program: without what protects people. */
export function triedView({ refusals, content, stored, known }: Tried): TriedAmendment {
  return { refusals, records: recordsOf(content).slice(0, MAX_TRIED), stored, known };
}

function recordsOf(content: Tried['content']): TriedAmendment['records'] {
  switch (content.kind) {
    case 'telemetry':
      return inRows(content.readings).map(({ channel, value, unit, timeMs }) => ({
        what: 'reading',
        name: channel,
        says: unit === null ? String(value) : `${value} ${unit}`,
        time: new Date(timeMs).toISOString(),
      }));
    case 'events':
      return content.events.map(({ event: { type, time, batchId, data } }) => ({
        what: 'event',
        name: batchId === undefined ? type : `${type}, ${batchId}`,
        says: JSON.stringify(redacted({ ...data })),
        time: new Date(time).toISOString(),
      }));
    case 'results':
      return content.results.map(({ result: { id, state, at } }) => ({
        what: 'result',
        name: id,
        says: state,
        time: at === undefined ? null : new Date(at).toISOString(),
      }));
    case 'birth': {
      const { session, machines, channels } = content.birth;
      const says = `a certificate of ${machines.length} machines and ${channels.length} channels`;
      return [{ what: 'birth', name: session, says, time: null }];
    }
    case 'status':
      return [{ what: 'status', name: content.status.session, says: content.status.state, time: null }];
    case 'refused':
    case 'ignored':
      return [];
  }
}
