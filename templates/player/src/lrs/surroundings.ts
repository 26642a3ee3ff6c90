// What the outbox and the resume document need of the browser, so that tests can give them a worse one.

import { storeOf } from "../journal.ts";
import type { Caller } from "./connection.ts";
import { keepaliveBudget, type KeepaliveBudget } from "./keepalive.ts";

/** A Storage that can be looked through; each call may throw. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export interface Surroundings extends Caller {
  readonly indexedDB: IDBFactory | null;
  readonly storage: Shelf | null;
  readonly locks: Pick<LockManager, "request"> | null;
  /** One for the page: whatever leaves with it shares this. */
  readonly keepalive: KeepaliveBudget;
  random(): number;
  /** Wall clock, milliseconds since 1970. */
  now(): number;
  /** Calls when the browser says that it is online again. */
  whenOnline(run: () => void): void;
}

const attempt = <T>(get: () => T | undefined): T | null => {
  try {
    return get() ?? null; // A sandboxed frame throws on the mere property.
  } catch {
    return null;
  }
};

const pageBudget = keepaliveBudget();

export function browserSurroundings(): Surroundings {
  return {
    fetching: (...given) => fetch(...given),
    indexedDB: attempt(() => globalThis.indexedDB),
    storage: storeOf(() => localStorage) as Shelf | null,
    locks: attempt(() => navigator.locks), // not on plain http
    keepalive: pageBudget,
    later(run, milliseconds) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    now: () => Date.now(),
    whenOnline: (run) => addEventListener("online", run),
  };
}

/** The names in a store that begin so; none where it cannot be looked through. */
export function namesIn(storage: Shelf | null, start: string): readonly string[] {
  try {
    return Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key(at) ?? "").filter((name) => name.startsWith(start));
  } catch {
    return [];
  }
}

/** A name for this page among all that this browser opens: seven characters of 0-9 and a-z. */
export const visitName = ({ random }: Surroundings): string => Math.floor(random() * 36 ** 7).toString(36).padStart(7, "0");
