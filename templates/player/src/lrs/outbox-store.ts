// Where statements wait: in localStorage from the very moment they are made, because that is written before the call
// returns, and soon after in IndexedDB, which has the room. Either alone will do; without both they wait in memory.

import { opaque } from "../journal.ts";
import type { Statement } from "../xapi/statement.ts";
import { openDatabase } from "./outbox-database.ts";
import { namesIn, visitName, type Surroundings } from "./surroundings.ts";

/** A statement that waits. `key` sorts by when it was made; `refused`: the LRS would not have it at an earlier visit. */
export interface Kept {
  readonly key: string;
  readonly statement: Statement;
  readonly refused?: boolean;
}

export interface OutboxStore {
  /** What earlier visits left behind, in order. From now on it is this page's: no other window takes it up while this one
   * is open, and this one takes nothing of a window that is. */
  backlog(): Promise<readonly Kept[]>;
  /** Kept when this returns, as far as this browser keeps anything. */
  put(kept: readonly Kept[]): void;
  drop(keys: readonly string[]): void;
  /** A key that comes after all that this page had before. */
  nextKey(): string;
}

const PREFIX = "scormpack:outbox:";

/** `owner` is learner, course and enrolment: nobody else's statements are ever seen. */
export async function openStore(owner: string, surroundings: Surroundings): Promise<OutboxStore> {
  const { storage, locks, now } = surroundings;
  const database = await openDatabase(surroundings);
  // A key is owner, time and name of the visit, number in it: a clock that is set back changes no order.
  const own = `${opaque(owner)}:`;
  const visit = `${own}${String(now()).padStart(15, "0")}-${visitName(surroundings)}-`;
  const visitOf = (key: string): string => key.slice(0, visit.length);
  let count = 0;

  /** True when the visit is this page's: no other window lives that has it. A browser frees a page's locks when the page
   * is gone, however it goes. Without locks two windows may both send, and the LRS keeps one (Data, 2.4.1). */
  const claim = (name: string): Promise<boolean> =>
    new Promise((resolve) => {
      const asked = locks?.request(PREFIX + name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock && new Promise(() => undefined);
      });
      if (asked) asked.catch(() => resolve(true));
      else resolve(true);
    });
  await claim(visit);

  const forget = (keys: readonly string[]): void => {
    try {
      for (const key of keys) storage?.removeItem(PREFIX + key);
    } catch {
      // A store that may not be touched has nothing of ours.
    }
  };
  const fromStorage = (): readonly Kept[] =>
    namesIn(storage, PREFIX + own).flatMap((name) => {
      try {
        const kept = JSON.parse(storage?.getItem(name) ?? "null") as Partial<Kept> | null;
        return typeof kept?.key === "string" && typeof kept.statement?.id === "string" ? [kept as Kept] : [];
      } catch {
        return []; // half a record
      }
    });

  return {
    async backlog() {
      const found = new Map([...(await database.read(own)), ...fromStorage()].map((kept) => [kept.key, kept]));
      const visits = new Set([...found.keys()].map(visitOf));
      const ours = new Set<string>();
      for (const name of visits) if (await claim(name)) ours.add(name);
      return [...found.values()].filter(({ key }) => ours.has(visitOf(key))).sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    put(kept) {
      const noted = kept.filter((one) => {
        try {
          storage?.setItem(PREFIX + one.key, JSON.stringify(one));
          return storage !== null;
        } catch {
          return false; // full: IndexedDB has it in a moment
        }
      });
      void database.put(kept).then((stored) => {
        if (stored) forget(noted.map(({ key }) => key));
      });
    },
    drop(keys) {
      forget(keys);
      void database.drop(keys);
    },
    nextKey: () => `${visit}${String(count++).padStart(7, "0")}`,
  };
}
