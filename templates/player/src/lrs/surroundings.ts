// What the outbox and the resume document need of the browser, so that tests can give them a worse one.

import { storeOf } from "../journal.ts";
import type { Caller } from "./connection.ts";

/** A Storage that can be looked through; each call may throw. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export interface Surroundings extends Caller {
  readonly indexedDB: IDBFactory | null;
  readonly storage: Shelf | null;
  readonly locks: Pick<LockManager, "request" | "query"> | null;
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

export function browserSurroundings(): Surroundings {
  return {
    fetching: (...given) => fetch(...given),
    indexedDB: attempt(() => globalThis.indexedDB),
    storage: storeOf(() => localStorage) as Shelf | null,
    locks: attempt(() => navigator.locks), // not on plain http
    later(run, milliseconds) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    now: () => Date.now(),
    whenOnline: (run) => addEventListener("online", run),
  };
}

/** How long to wait before the next try: anything up to 1 s, 2 s, 4 s … 60 s, so that a class that lost its network
 * together does not come back together; what the LRS asks for, at most 5 minutes, comes before that. */
export function pause(tries: number, askedSeconds: number | null, random: () => number): number {
  const jitter = random() * Math.min(60, 2 ** tries) * 1000;
  return askedSeconds === null ? Math.max(200, jitter) : Math.min(askedSeconds, 300) * 1000 + jitter / 4;
}
