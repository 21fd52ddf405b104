/** Where a person was in each list, for as long as the page lives: coming back from a trajectory finds the same rows. */
import type { ListSearch } from "../search";

interface Place {
  readonly top: number;
  /** The trajectory whose row is current: the one that was last moved to, or read. */
  readonly id: number | null;
}

const places = new Map<string, Place>();

/** Lists with the same filter and order are one place, whatever lanes they show. */
export function placeName(slug: string, { q, sort }: ListSearch): string {
  return JSON.stringify([slug, q, sort]);
}

export function placeIn(name: string): Place {
  return places.get(name) ?? { top: 0, id: null };
}

export function keepPlace(name: string, place: Partial<Place>): void {
  places.set(name, { ...placeIn(name), ...place });
}
