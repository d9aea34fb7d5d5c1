import { known, mass, unknown, type Metric } from './metric.js';

export const energyIntensity: Metric = {
  id: 'energy-intensity',
  name: 'Energy per kilogram of good product',
  unit: 'kWh/kg',
  formula: 'energy / good',
  source: 'Metered energy over good product',
  compute(batch, energy) {
    const good = mass('good', batch.goodGrams);
    if ('reason' in energy)
      return { ...unknown(energy.reason), inputs: [{ name: 'energy', value: null, unit: 'kWh' }, good] };
    const inputs = [{ name: 'energy', value: energy.wattHours / 1000, unit: 'kWh' }, good];
    if (batch.goodGrams === 0) return { ...unknown('no good product yet'), inputs };
    return { ...known(energy.wattHours / batch.goodGrams), inputs };
  },
};
