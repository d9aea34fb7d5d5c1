/** Why something was refused, in plain words. */
const REASON_WORDS: Readonly<Record<string, string>> = {
  not_json: 'Not readable at all',
  too_large: 'Pack too large',
  schema: 'Does not follow the contract',
  topic: 'Sent to an unknown topic',
  foreign_id: 'Speaks for another kitchen',
  reserved_id: 'Speaks for the platform',
  name: 'Channel name cannot be used',
  value: 'Not a number a sensor can give',
  unit_mismatch: 'Unit cannot be converted',
  clock_skew: 'Time cannot be right',
  unknown_type: 'Unknown kind of event',
  id_reused: 'An id used twice for different things',
  unknown_command: 'Answers a command that nobody gave',
  database: 'The database could not keep it',
  unread: 'A fault of the platform',
  too_fast: 'Sent far too much',
  too_many_kitchens: 'One kitchen too many',
  too_many_channels: 'One channel too many',
  not_kept: 'More than are kept',
  more: 'More of the same pack',
};

export const refusedWords = (reason: string): string => REASON_WORDS[reason] ?? reason;

/** What the check of a message found, as `✖ Too big: … <=80 … → at name` line by line, in the order in which one reads. */
export const faultWords = (detail: string): string =>
  detail
    .replace(
      /✖ ([^✖]+?)(?:\s+→ at (\S+))?\s*(?=✖|$)/g,
      (_, fault: string, at: string | undefined) => `${at === undefined ? '' : `${at}: `}${fault}\n`,
    )
    .replaceAll('<=', 'at most ')
    .replaceAll('>=', 'at least ')
    .trim()
    .replaceAll('\n', '; ');
