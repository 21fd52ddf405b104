/** Where a person was in each list, for as long as the page lives: coming back from a trajectory finds the same rows. */

interface Place {
  readonly top: number;
  readonly id: number | null;
}

const places = new Map<string, Place>();
const seen = new Map<string, number>();

export function placeIn(list: string): Place {
  return places.get(list) ?? { top: 0, id: null };
}

export function keepPlace(list: string, place: Partial<Place>): void {
  places.set(list, { ...placeIn(list), ...place });
}

/** A trajectory was read: a list of its project that one comes back to has its row current. */
export function noteSeen(slug: string, id: number): void {
  seen.set(slug, id);
}

/** Once only: a list that is opened anew begins at its beginning. */
export function takeSeen(slug: string): number | null {
  const id = seen.get(slug) ?? null;
  seen.delete(slug);
  return id;
}
