/** Channels as people call them. */

/** `barrel-2-temperature` → `barrel 2 temperature`. */
const spaced = (text: string): string =>
  text
    .replace(/[-_.:]+/g, ' ')
    .replace(/\b(voc|co2|pv|qc|ph)\b/gi, (word) => word.toUpperCase())
    .trim();
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const small = (text: string): string =>
  /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);

/** `extruder-1/barrel-2-temperature` → machine `Extruder 1`, measure `Barrel 2 temperature`. */
export function channelWords(channel: string): { machine: string; measure: string } {
  const at = channel.indexOf('/');
  if (at < 0) return { machine: '', measure: capital(spaced(channel)) };
  return { machine: capital(spaced(channel.slice(0, at))), measure: capital(spaced(channel.slice(at + 1))) };
}

/** `extruder-1/barrel-2-temperature` → `Extruder 1: barrel 2 temperature`. */
export function channelLabel(channel: string): string {
  const { machine, measure } = channelWords(channel);
  return machine === '' ? measure : `${machine}: ${small(measure)}`;
}

/** The channels of a pattern in which `*` stands for any part: `any barrel temperature of any machine`. */
export function patternLabel(pattern: string): string {
  if (!pattern.includes('*')) return channelLabel(pattern);
  const part = (text: string, any: string): string => {
    if (!text.includes('*')) return small(spaced(text));
    const rest = spaced(text.replaceAll('*', '')).replace(/ {2,}/g, ' ');
    return rest === '' ? any : `any ${rest}`;
  };
  const at = pattern.indexOf('/');
  if (at < 0) return part(pattern, 'any channel');
  return `${part(pattern.slice(at + 1), 'anything')} of ${part(pattern.slice(0, at), 'any machine')}`;
}
