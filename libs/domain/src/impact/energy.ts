/**
 * What a genset's electricity stands for. Litres go before kilowatt-hours: a genset at a quarter of its load burns half
 * as much again per kilowatt-hour as at full load, and only the litres know. A litre counter that did not move while
 * the genset ran has metered nothing: no current comes of no fuel.
 */
export function dieselBurned(meters: { energyWh: { diesel: number }; dieselMl: number | null }): {
  amount: number;
  unit: 'L' | 'kW.h';
} {
  const { energyWh, dieselMl } = meters;
  return dieselMl === null || (dieselMl === 0 && energyWh.diesel > 0)
    ? { amount: energyWh.diesel / 1000, unit: 'kW.h' }
    : { amount: dieselMl / 1000, unit: 'L' };
}

/** kg CO2 per litre burned, from the heat of a litre (MJ) and the carbon dioxide of that heat (g/MJ). */
export function fuelKgCo2PerL(megajoulePerL: number, gramsPerMegajoule: number): number {
  return (megajoulePerL * gramsPerMegajoule) / 1000;
}

/** kg CO2e per kilowatt-hour of a genset that burns so many litres an hour at that load. */
export function gensetKgCo2ePerKwh(litresPerHour: number, loadKw: number, kgCo2ePerL: number): number {
  return (litresPerHour / loadKw) * kgCo2ePerL;
}
