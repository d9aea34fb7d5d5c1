/**
 * What becomes of each table of the database when an organisation moves; a test holds it to the tables that there are. `moves`:
 * in which file, below `kitchens/{id}` or beside it. `made`: by what is brought, anew. `stays`: why it does not move.
 */
type Fate = { moves: string } | { made: string } | { stays: string };

const LETS_IN = 'it lets somebody in';
const OF_THE_DEPLOYMENT = 'it is of the deployment, whoever owns its kitchens';
const OF_READINGS = 'of the readings';
const OF_EVENTS = 'of the events';

export const FATE_OF_TABLES: Readonly<Record<string, Fate>> = {
  kitchen: { moves: 'kitchen, births' },
  birth: { moves: 'births' },
  channel: { moves: 'channels' },
  reading_raw: { moves: 'readings' },
  pack: { moves: 'packs' },
  event: { moves: 'events' },
  event_author: { moves: 'events' },
  batch: { moves: 'meters; all else of it is made of the events' },
  command: { moves: 'commands' },
  command_step: { moves: 'commands' },
  dead_letter: { moves: 'dead-letters' },
  dead_payload: { moves: 'dead-letters' },
  dead_letter_action: { moves: 'dead-letters' },
  photo: { moves: 'photos, photos-removed' },
  story: { moves: 'stories' },
  annotation: { moves: 'annotations' },
  kitchen_plan: { moves: 'plans' },
  alarm_rule: { moves: 'alarm-rules' },
  alarm_silence: { moves: 'silences' },
  alarm: { moves: 'alarms' },
  alarm_entry: { moves: 'alarm-history' },
  correction_review: { moves: 'reviews' },
  kitchen_day: { moves: 'days' },
  report: { moves: 'reports' },
  organisation: { moves: 'the manifest, sponsors' },
  person: { moves: 'people' },
  membership: { moves: 'people' },
  kitchen_owner: { moves: 'the manifest' },
  reference: { moves: 'reference' },
  attribution: { moves: 'sponsors' },
  allocation: { moves: 'allocations' },
  allocation_step: { moves: 'allocations' },
  share: { moves: 'allocations' },
  shared_link: { moves: 'links, as ended: what opens them stays' },

  kitchen_current: { made: OF_READINGS },
  reading_1m_kept: { made: OF_READINGS },
  reading_1h_kept: { made: OF_READINGS },
  reading_1d_kept: { made: OF_READINGS },
  reading_day: { made: OF_READINGS },
  channel_silence: { made: OF_READINGS },
  rollup_mark: { made: OF_READINGS },
  rollup_up_to: { made: OF_READINGS },
  event_ref: { made: OF_EVENTS },
  lot: { made: OF_EVENTS },
  contribution: { made: OF_EVENTS },
  posting: { made: OF_EVENTS },
  total: { made: OF_EVENTS },
  supplier_day: { made: OF_EVENTS },
  attributed: { made: 'of the shares' },
  alarm_watch: { made: 'when the kitchen is looked at' },
  alarm_late: { made: 'when readings come in behind that' },

  session: { stays: LETS_IN },
  link: { stays: LETS_IN },
  api_token: { stays: LETS_IN },
  passkey: { stays: LETS_IN },
  passkey_challenge: { stays: LETS_IN },
  external_identity: { stays: LETS_IN },
  external_sign_in: { stays: LETS_IN },
  device_credential: { stays: LETS_IN },
  device_claim: { stays: LETS_IN },
  receipt_key: { stays: 'with it this deployment says what it has stored, and no other may' },
  push_key: { stays: 'with it this deployment proves itself to push services, and no other may' },
  alarm_channel: { stays: 'its keys are bound to the address of this deployment: people name it anew' },
  alarm_delivery: { stays: 'it is of alarm_channel' },
  report_wish: { stays: 'who is mailed by this deployment asks the other one: else both would write' },
  report_mail: { stays: 'it is of report_wish' },
  audit_entry: { stays: 'it says what was done in this deployment, which answers for it' },
  audit_address: { stays: 'it is of audit_entry' },
  tally: { stays: 'it counts what came over the line of this deployment' },
  photo_begun: { stays: 'it counts what came to this deployment in the last quarter of an hour' },
  deployment: { stays: OF_THE_DEPLOYMENT },
  retention: { stays: OF_THE_DEPLOYMENT },
  kept_from: { stays: OF_THE_DEPLOYMENT },
  privacy: { stays: OF_THE_DEPLOYMENT },
  correction_rule: { stays: OF_THE_DEPLOYMENT },
  method: { stays: OF_THE_DEPLOYMENT },
  job: { stays: OF_THE_DEPLOYMENT },
  schema_migration: { stays: OF_THE_DEPLOYMENT },
};

/** What an export says that it leaves out, by table. */
export const LEFT_OUT: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(FATE_OF_TABLES).flatMap(([table, fate]) => ('stays' in fate ? [[table, fate.stays]] : [])),
);
