import { t } from '../language/language.js';
import type { NewEvent } from '../mint.js';

/** What has been typed of a move. */
export interface MoveDraft {
  /** Latitude and longitude in degrees, as maps write them: `-1.2921, 36.8219`. */
  position: string;
  place: string;
  /** ISO 3166-1; null: as before. */
  country: string | null;
  /** IANA; null: the phone's. */
  zone: string | null;
  /** RFC 3339; null: when it is saved. */
  time: string | null;
}
export const EMPTY_MOVE: MoveDraft = { position: '', place: '', country: null, zone: null, time: null };

/** Countries and territories where people live, by ISO 3166-1 alpha-2; the phone knows their names. */
export const COUNTRIES: readonly string[] = (
  'AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF ' +
  'CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF ' +
  'GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP ' +
  'KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA ' +
  'NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ ' +
  'SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF ' +
  'WS YE YT ZA ZM ZW'
).split(' ');

/** Time zones that the phone knows, and the one that is chosen. */
export function zonesWith(chosen: string): string[] {
  const known = 'supportedValuesOf' in Intl ? Intl.supportedValuesOf('timeZone') : [];
  return known.includes(chosen) ? known : [chosen, ...known];
}

/** A hundred-thousandth of a degree is a metre: finer is the noise of the receiver. */
export const positionText = (latitude: number, longitude: number): string =>
  `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;

/** @returns longitude and latitude in degrees (the order of GeoJSON); null where the text is no place on Earth */
export function positionOf(text: string): [longitude: number, latitude: number] | null {
  const found = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  if (!found) return null;
  const [latitude, longitude] = [Number(found[1]), Number(found[2])];
  return Math.abs(latitude) > 90 || Math.abs(longitude) > 180 ? null : [longitude, latitude];
}

/** @returns what is still missing, as advice, or the event */
export function movedEvent(
  draft: Pick<MoveDraft, 'position' | 'place'> & { country: string; zone: string },
): { missing: string } | { event: NewEvent } {
  const position = positionOf(draft.position);
  if (position === null) return { missing: t('moved.needPosition') };
  const place = draft.place.trim();
  if (place === '') return { missing: t('moved.needPlace') };
  if (draft.country === '') return { missing: t('moved.needCountry') };
  const { country, zone: timeZone } = draft;
  return { event: { type: 'kitchen.moved', data: { position, place, country, timeZone } } };
}
