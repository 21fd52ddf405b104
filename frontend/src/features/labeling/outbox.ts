/** Operations on their way: kept in the browser's database until the server has them, so that no reload loses a key press. */
import type { Operation } from "./draft";

/** One operation, and the revision of the draft on which its batch is to be applied. */
export interface Kept {
  /** Whose draft: person, queue and trajectory. */
  readonly owner: string;
  /** Order of making; with `owner` the key. */
  readonly seq: number;
  readonly base: number;
  readonly operation: Operation;
}

export interface Outbox {
  /** False where the browser offers no database: then a closed tab loses what was not sent. */
  readonly isLasting: boolean;
  load(owner: string): Promise<Kept[]>;
  put(rows: readonly Kept[]): Promise<void>;
  remove(rows: readonly Kept[]): Promise<void>;
}

const DATABASE = "assay-drafts";
const OPERATIONS = "operations";

/** The outbox of this browser; one that lasts as long as the page where it has no database (private windows). */
export async function openOutbox(): Promise<Outbox> {
  try {
    return new BrowserOutbox(await open(indexedDB));
  } catch {
    return new PassingOutbox(); // forbidden, full or broken: the page says so and works on
  }
}

class BrowserOutbox implements Outbox {
  readonly isLasting = true;

  constructor(private readonly database: IDBDatabase) {
    // Another tab may bring a newer form of the database: let go, it is in nobody's way.
    database.onversionchange = () => database.close();
  }

  load(owner: string): Promise<Kept[]> {
    const rows = this.store("readonly").getAll(IDBKeyRange.bound([owner, -Infinity], [owner, Infinity])) as IDBRequest<Kept[]>;
    return settled(rows);
  }

  put(rows: readonly Kept[]): Promise<void> {
    return this.write((store) => rows.forEach((row) => store.put(row)));
  }

  remove(rows: readonly Kept[]): Promise<void> {
    return this.write((store) => rows.forEach(({ owner, seq }) => store.delete([owner, seq])));
  }

  private write(act: (store: IDBObjectStore) => void): Promise<void> {
    const store = this.store("readwrite");
    act(store);
    return new Promise((resolve, reject) => {
      store.transaction.oncomplete = () => resolve();
      store.transaction.onabort = () => reject(failure(store.transaction.error));
    });
  }

  private store(mode: IDBTransactionMode): IDBObjectStore {
    return this.database.transaction(OPERATIONS, mode).objectStore(OPERATIONS);
  }
}

/** Keeps nothing: the page's own list of what is not sent has to do. */
export class PassingOutbox implements Outbox {
  readonly isLasting = false;

  load(): Promise<Kept[]> {
    return Promise.resolve([]);
  }

  put(): Promise<void> {
    return Promise.resolve();
  }

  remove(): Promise<void> {
    return Promise.resolve();
  }
}

function open(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(OPERATIONS, { keyPath: ["owner", "seq"] });
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(failure(request.error));
  });
}

function failure(cause: DOMException | null): Error {
  return new Error("The browser's database did not keep the change.", { cause });
}
