/** What to do about a refusal, by its reason, for a person at the desk. */
const SUGGESTIONS: Readonly<Record<string, string>> = {
  not_json:
    'The device sends something that is no JSON: look at its program or its line. Dismiss it once the device is mended.',
  too_large: 'The device has to send smaller packs. Dismiss it once it does.',
  schema:
    'Compare the message with the contract at /api/v1/schemas and mend the sender; amend this if you know what it should say, or replay it if the contract has grown since.',
  topic: 'The topic is none of the contract. Mend the sender and dismiss this.',
  foreign_id:
    'The device speaks for another kitchen than its own: check its configuration, then dismiss this.',
  reserved_id: 'Give the device another id: this one is of the platform itself. Then dismiss this.',
  name: 'Rename the channel on the device to machine/measure, then dismiss this.',
  value: 'The sensor gave no number that can be. Check the sensor and its cable, then dismiss this.',
  unit_mismatch:
    'The channel has another unit. Correct the unit on the device, and amend this; or in the birth certificate, and replay.',
  clock_skew:
    'The clock of the device is wrong. Set it; if you know by how much it was wrong, amend this by that time, else dismiss it.',
  unknown_type: 'A kind of event that this release does not know. Replay it after an upgrade.',
  id_reused:
    'One event id came with two contents. The first stands; log a correction that supersedes it if the second was right.',
  unknown_command:
    'The kitchen answers a command that this platform never gave it: of another platform, or of a restored backup. Dismiss it.',
  database:
    'The database could not keep it. Tell the developers the text above, and replay after an upgrade.',
  unread:
    'A fault of this release: tell the developers the text above. Its kitchen keeps it and sends it again; replay this after an upgrade.',
  too_fast: 'The device sends far more than it may: look for what it repeats. Replay this once it is mended.',
  too_many_kitchens:
    'Raise INGEST_MAX_KITCHENS, for ingest and API, if this is a kitchen of yours, then replay; else dismiss it.',
  too_many_channels:
    'A device may be making up channel names. Mend it and dismiss this; a real machine needs a name in use.',
  not_kept: 'More of this kind are open than are kept. Mend the cause, then replay or dismiss the open ones.',
  more: 'The pack had more refused records than are listed one by one. Mend the others first.',
};

export function suggestionFor(reason: string): string {
  return SUGGESTIONS[reason] ?? 'Read the reason, mend the sender, then replay, amend or dismiss this.';
}
