// The IndexedDB side of the outbox. Nothing here throws: a database that is missing, closed, full or forbidden keeps
// nothing, and says so.

import type { Kept } from "./outbox-store.ts";
import type { Surroundings } from "./surroundings.ts";

export interface OutboxDatabase {
  /** All whose key begins so. */
  read(start: string): Promise<readonly Kept[]>;
  /** False when it was not kept. Writes are done in the order in which they are asked for. */
  put(kept: readonly Kept[]): Promise<boolean>;
  drop(keys: readonly string[]): Promise<boolean>;
}

const DATABASE = "scormpack";
const STATEMENTS = "statements";
const SILENT_MILLISECONDS = 3000;

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Opened within three seconds or given up: in private windows and on full disks a browser may never answer. */
async function connect({ indexedDB: factory, later }: Surroundings): Promise<IDBDatabase | null> {
  if (!factory) return null;
  const request = factory.open(DATABASE); // in whatever version another course's player left it
  request.onupgradeneeded = () => request.result.createObjectStore(STATEMENTS, { keyPath: "key" });
  return new Promise((resolve, reject) => {
    let late = false;
    const callOff = later(() => {
      late = true;
      resolve(null);
    }, SILENT_MILLISECONDS);
    request.onerror = () => {
      callOff();
      reject(request.error);
    };
    request.onsuccess = () => {
      callOff();
      const database = request.result;
      // A page that holds on to it would block whoever deletes or replaces it.
      database.onversionchange = () => database.close();
      if (late) database.close();
      resolve(database);
    };
  });
}

export async function openDatabase(surroundings: Surroundings): Promise<OutboxDatabase> {
  const database = await connect(surroundings).catch(() => null);

  const write = async (work: (store: IDBObjectStore) => void): Promise<boolean> => {
    try {
      if (!database) return false;
      // Without "strict", a browser reports as kept what a power cut may still take.
      const transaction = database.transaction(STATEMENTS, "readwrite", { durability: "strict" });
      work(transaction.objectStore(STATEMENTS));
      return await new Promise((resolve) => {
        transaction.oncomplete = () => resolve(true);
        transaction.onabort = () => resolve(false);
      });
    } catch {
      return false;
    }
  };
  return {
    async read(start) {
      try {
        if (!database) return [];
        const range = IDBKeyRange.bound(start, `${start}\uffff`);
        return (await settled(database.transaction(STATEMENTS).objectStore(STATEMENTS).getAll(range))) as Kept[];
      } catch {
        return [];
      }
    },
    put: (kept) => write((store) => kept.forEach((one) => store.put(one))),
    drop: (keys) => write((store) => keys.forEach((key) => store.delete(key))),
  };
}
