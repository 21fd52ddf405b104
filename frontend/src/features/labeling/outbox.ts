/** Operations on their way: kept in the browser's database until the server has them, so that no reload loses a key press. */
import type { Kept } from "./kept";
import { forgetLast, lastOf, noteLast } from "./lastWords";

export interface Outbox {
  /** False where the browser offers no database: then a closed tab loses what was not sent. */
  readonly isLasting: boolean;
  /** How far this tab has brought each draft, by owner: an answer that is behind it was overtaken. */
  readonly reached: Map<string, number>;
  load(owner: string): Promise<Kept[]>;
  put(rows: readonly Kept[]): Promise<void>;
  remove(rows: readonly Kept[]): Promise<void>;
  /** The page may be gone before its database has written: notes the rows where nothing has to be waited for. */
  noteLast(rows: readonly Kept[]): void;
}

const DATABASE = "assay-drafts";
const OPERATIONS = "operations";

let ofTab: Promise<Outbox> | null = null;

/** The one of this tab: it outlives the desk, so that the next one knows what the one before has sent. */
export function outboxOfTab(): Promise<Outbox> {
  return (ofTab ??= openOutbox());
}

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
  readonly reached = new Map<string, number>();

  constructor(private readonly database: IDBDatabase) {
    // Another tab may bring a newer form of the database: let go, it is in nobody's way.
    database.onversionchange = () => database.close();
  }

  async load(owner: string): Promise<Kept[]> {
    const last = lastOf(owner);
    const rows = await settled(this.store("readonly").getAll(IDBKeyRange.bound([owner, -Infinity], [owner, Infinity])) as IDBRequest<Kept[]>);
    const known = new Set(rows.map(({ operation }) => operation.id));
    return [...rows, ...last.filter(({ operation }) => !known.has(operation.id))].sort((one, other) => one.seq - other.seq);
  }

  put(rows: readonly Kept[]): Promise<void> {
    return this.write((store) => rows.forEach((row) => store.put(row)));
  }

  remove(rows: readonly Kept[]): Promise<void> {
    forgetLast(rows);
    return this.write((store) => rows.forEach(({ owner, seq }) => store.delete([owner, seq])));
  }

  noteLast(rows: readonly Kept[]): void {
    noteLast(rows);
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
  readonly reached = new Map<string, number>();

  load(): Promise<Kept[]> {
    return Promise.resolve([]);
  }

  put(): Promise<void> {
    return Promise.resolve();
  }

  remove(): Promise<void> {
    return Promise.resolve();
  }

  noteLast(): void {
    // nothing outlives this page
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
