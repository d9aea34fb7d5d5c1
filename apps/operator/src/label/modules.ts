import { encodeQR } from 'qr';

/** Modules of white around a code, by its standard. */
const QUIET = 4;

/** The code of a text, dark where true, with the white around it that a camera needs. */
export const labelModules = (text: string): boolean[][] => encodeQR(text, 'raw', { border: QUIET });
