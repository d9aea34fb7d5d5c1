import type { RecipeBody } from '../reference.js';

const EXTRUDER = 'lower limit: Precious Plastic academy (Extruder Pro)';
const UPPER = "upper limit: Bakeloop's own proposal";

/** Polyethylene and polypropylene run at 190 to 200 Cel, polystyrene at 200 to 210 Cel; 230 Cel warns in all. */
function recipe(name: string, productCode: string, polymers: string[], sandShare = 0): RecipeBody {
  return {
    name,
    polymers,
    productCode,
    limitsCel: { min: polymers.includes('PS') ? 200 : 190, max: 230 },
    components:
      sandShare === 0
        ? [{ material: 'flake', share: 1 }]
        : [
            { material: 'flake', share: Number((1 - sandShare).toFixed(2)) },
            { material: 'sand', share: sandShare },
          ],
    source: sandShare === 0 ? `${EXTRUDER}; ${UPPER}` : `${EXTRUDER}; ${UPPER}, so is the share of sand`,
  };
}

/** By the code that events use. */
export const RECIPES: Readonly<Record<string, RecipeBody>> = {
  'r-paving-tile': recipe('Paving tile', 'paving-tile', ['HDPE', 'LDPE']),
  'r-paver-50': recipe('Paver 50 mm, 70 % sand', 'paver-50', ['LDPE', 'HDPE'], 0.7),
  'r-interlocking-block': recipe(
    'Interlocking block, half sand',
    'interlocking-block',
    ['LDPE', 'HDPE', 'PP'],
    0.5,
  ),
  'r-roof-tile': recipe('Roof tile', 'roof-tile', ['PP', 'HDPE']),
  'r-wall-brick': recipe('Wall brick', 'wall-brick', ['HDPE', 'PP', 'LDPE']),
  'r-panel': recipe('Panel', 'panel', ['PP', 'HDPE', 'PS']),
  'r-sheet-12mm': recipe('Sheet 12 mm', 'sheet-12mm', ['HDPE', 'PP', 'LDPE']),
  'r-beam-2m': recipe('Beam 2 m', 'beam-2m', ['HDPE', 'PP']),
  'r-post': recipe('Post', 'post', ['HDPE', 'PP']),
  'r-plank': recipe('Plank', 'plank', ['HDPE', 'PP', 'PS']),
  'r-bench-plank': recipe('Bench plank', 'bench-plank', ['HDPE', 'PP']),
};
