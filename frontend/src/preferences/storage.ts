/** Where this browser keeps choices: one place per person, so that nobody gets the keys of whoever was here before. */
import { nothingKept, readKept, takenOver, type Kept } from "./kept";

const placeOf = (username: string) => `assay-preferences/${username}`;
/** Where choices stood before accounts had them. The theme was the browser's, whoever sat before it. */
const OLD = { keys: (username: string) => `assay-keys/${username}`, theme: "assay-theme" };

export class PreferenceStorage {
  /** Storage can be forbidden or full: choices hold until the page is left then. */
  private readonly inMemory = new Map<string, Kept>();

  /** What is kept of this person. Read anew each time: other tabs write as well. */
  read(username: string): Kept {
    return this.inMemory.get(username) ?? readKept(username, get(placeOf(username))) ?? this.takeOver(username);
  }

  write(username: string, kept: Kept): void {
    try {
      localStorage.setItem(placeOf(username), JSON.stringify(kept));
      this.inMemory.delete(username);
    } catch {
      this.inMemory.set(username, kept);
    }
  }

  /** Whether another tab wrote what is kept of this person. */
  isAbout(event: StorageEvent, username: string): boolean {
    return event.storageArea === localStorage && (event.key === null || event.key === placeOf(username));
  }

  private takeOver(username: string): Kept {
    const old = { keys: get(OLD.keys(username)), theme: get(OLD.theme) };
    if (old.keys === null && old.theme === null) return nothingKept(username);
    const kept = takenOver(nothingKept(username), old);
    this.write(username, kept);
    // Once: whoever signs in here next has not chosen it.
    if (!this.inMemory.has(username)) for (const place of [OLD.keys(username), OLD.theme]) localStorage.removeItem(place);
    return kept;
  }
}

function get(place: string): string | null {
  try {
    return localStorage.getItem(place);
  } catch {
    return null;
  }
}
