// Where statements wait: in localStorage from the very moment they are made, because that is written before the call
// returns, and soon after in IndexedDB, which has the room. Either alone will do; without both they wait in memory.

import { opaque } from "../journal.ts";
import type { Statement } from "../xapi/statement.ts";
import type { Shelf, Surroundings } from "./surroundings.ts";

/** A statement that waits. `key` sorts by when it was made; `refused`: the LRS would not have it at an earlier visit. */
export interface Kept {
  readonly key: string;
  readonly statement: Statement;
  readonly refused?: boolean;
}

export interface OutboxStore {
  /** What earlier visits left behind, in order; that of another window that is still open is left to it. */
  backlog(): Promise<readonly Kept[]>;
  /** Kept when this returns, as far as this browser keeps anything. */
  put(kept: readonly Kept[]): void;
  drop(keys: readonly string[]): void;
  /** A key that comes after all before it. */
  nextKey(): string;
}

const DATABASE = "scormpack";
const STATEMENTS = "statements";
const PREFIX = "scormpack:outbox:";

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

async function openDatabase({ indexedDB: factory, later }: Surroundings): Promise<IDBDatabase | null> {
  try {
    if (!factory) return null;
    const request = factory.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STATEMENTS, { keyPath: "key" });
    // Firefox's private windows and a full disk are known to leave this open for ever.
    let callOff = (): void => undefined;
    const late = new Promise<never>((_, reject) => (callOff = later(() => reject(new Error("IndexedDB is silent")), 3000)));
    const database = await Promise.race([settled(request), late]).finally(() => callOff());
    database.onversionchange = () => database.close();
    return database;
  } catch {
    return null;
  }
}

function keysOf(storage: Shelf | null, start: string): readonly string[] {
  try {
    return Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key(at) ?? "").filter((key) => key.startsWith(start));
  } catch {
    return [];
  }
}

/** `owner` is learner, course and enrolment: nobody else's statements are ever seen. */
export async function openStore(owner: string, surroundings: Surroundings): Promise<OutboxStore> {
  const { storage, locks, now, random } = surroundings;
  const own = `${opaque(owner)}:`;
  const visit = Math.floor(random() * 2 ** 32).toString(36).padStart(7, "0");
  const database = await openDatabase(surroundings);
  let count = 0;
  // Held until the page is gone, however it goes: another window sees by it that ours is alive.
  const lockName = `${PREFIX}${own}${visit}`;
  locks?.request(lockName, () => new Promise(() => undefined)).catch(() => undefined);

  const inDatabase = async (work: (store: IDBObjectStore) => void): Promise<boolean> => {
    try {
      if (!database) return false;
      const transaction = database.transaction(STATEMENTS, "readwrite");
      work(transaction.objectStore(STATEMENTS));
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB"));
      });
      return true;
    } catch {
      return false; // closed, full or forbidden: what is in localStorage stays there
    }
  };
  const forget = (keys: readonly string[]): void => {
    try {
      for (const key of keys) storage?.removeItem(PREFIX + key);
    } catch {
      // a store that takes nothing back has nothing
    }
  };

  const fromDatabase = async (): Promise<readonly Kept[]> => {
    try {
      if (!database) return [];
      const range = IDBKeyRange.bound(own, `${own}\uffff`);
      return (await settled(database.transaction(STATEMENTS).objectStore(STATEMENTS).getAll(range))) as Kept[];
    } catch {
      return [];
    }
  };
  const fromStorage = (): readonly Kept[] =>
    keysOf(storage, PREFIX + own).flatMap((key) => {
      try {
        const kept = JSON.parse(storage?.getItem(key) ?? "null") as Kept | null;
        return kept && typeof kept.statement?.id === "string" ? [kept] : [];
      } catch {
        return []; // half a record, or somebody else's
      }
    });
  const living = async (): Promise<ReadonlySet<string>> => {
    const state = await locks?.query().catch(() => null);
    return new Set(state?.held?.map(({ name }) => name?.slice(PREFIX.length + own.length) ?? ""));
  };

  return {
    async backlog() {
      const [stored, alive] = [await fromDatabase(), await living()];
      const found = new Map([...stored, ...fromStorage()].map((kept) => [kept.key, kept]));
      // A key is owner, time, visit, count.
      const left = [...found.values()].filter(({ key }) => !alive.has(key.slice(own.length).split("-")[1] ?? ""));
      return left.sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    put(kept) {
      const safe = kept.filter((one) => {
        try {
          storage?.setItem(PREFIX + one.key, JSON.stringify(one));
          return storage !== null;
        } catch {
          return false; // full: IndexedDB has it in a moment
        }
      });
      void inDatabase((store) => kept.forEach((one) => store.put(one))).then((stored) => {
        if (stored) forget(safe.map(({ key }) => key));
      });
    },
    drop(keys) {
      forget(keys);
      void inDatabase((store) => keys.forEach((key) => store.delete(key)));
    },
    nextKey: () => `${own}${String(now()).padStart(15, "0")}-${visit}-${String(count++).padStart(7, "0")}`,
  };
}
