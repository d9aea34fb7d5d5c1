import { enLater } from './catalogs/en-later.js';
import { addTexts } from './language.js';

/** The English of what comes after the first screen. To be imported by whoever shows such texts before `lazyPage` has. */
addTexts(enLater);
