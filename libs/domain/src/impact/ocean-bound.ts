import type { OceanBoundClass } from '../reference/reference.js';

/** Mean radius of the Earth (IUGG), km. */
const EARTH_RADIUS_KM = 6371.0088;

/** Great-circle distance of two positions [longitude, latitude] in degrees, km (haversine). */
export function distanceKm(from: readonly [number, number], to: readonly [number, number]): number {
  const radians = Math.PI / 180;
  const [fromLon, fromLat] = from;
  const [toLon, toLat] = to;
  const haversine =
    Math.sin(((toLat - fromLat) * radians) / 2) ** 2 +
    Math.cos(fromLat * radians) *
      Math.cos(toLat * radians) *
      Math.sin(((toLon - fromLon) * radians) / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(haversine));
}

/** Where waste was picked up. A distance that nobody measured is null and makes no claim. */
export interface WasteOrigin {
  /** Nets, ropes, crates, or plastic landed through a fishing incentive scheme. */
  isFishingMaterial: boolean;
  /** From a managed landfill: never ocean-bound. */
  isManagedLandfill: boolean;
  /** To the highest tide line, km inland; negative towards the sea. */
  kmToTideLine: number | null;
  kmToRiver: number | null;
}

const SHORELINE_INLAND_KM = 0.2;
const SHORELINE_SEAWARD_KM = 0.1;
const RIVER_KM = 0.2;
const POTENTIAL_KM = 50;

/**
 * Class of ocean-bound plastic after the OBP certification programme of Zero Plastic Oceans, narrowest class first. Its
 * seaward edge is 100 m beyond the lowest tide; with one tide line, 100 m beyond that.
 */
export function oceanBoundClass(origin: WasteOrigin): OceanBoundClass {
  const { isFishingMaterial, isManagedLandfill, kmToTideLine, kmToRiver } = origin;
  if (isManagedLandfill) return 'none';
  if (isFishingMaterial) return 'fishing-material';
  if (kmToTideLine !== null && kmToTideLine <= SHORELINE_INLAND_KM && kmToTideLine >= -SHORELINE_SEAWARD_KM)
    return 'shoreline';
  if (kmToRiver !== null && kmToRiver <= RIVER_KM) return 'waterways';
  return kmToTideLine !== null && kmToTideLine <= POTENTIAL_KM ? 'potential' : 'none';
}
