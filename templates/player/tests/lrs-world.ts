// A browser for the outbox and the resume document: its storage outlives its pages, and time passes when it is told to.

import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import type { Shelf, Surroundings } from "../src/lrs/surroundings.ts";
import type { Statement } from "../src/xapi/statement.ts";

globalThis.IDBKeyRange = IDBKeyRange;

export interface Browser {
  readonly surroundings: Partial<Surroundings>;
  readonly storage: Shelf & { readonly held: Map<string, string>; full: boolean };
  /** Runs what waits for its time; gives back how many that were. */
  pass(): Promise<number>;
  /** How long each waiting one asked for, in milliseconds. */
  waits(): readonly number[];
  goOnline(): void;
  /** The page is gone, whatever it was doing: nothing that it had planned runs, its locks are free. */
  kill(): void;
}

/** Everything that is due in this turn of the event loop, IndexedDB's turns included. */
export const turn = async (turns = 12): Promise<void> => {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
};

export function memoryShelf(): Browser["storage"] {
  const held = new Map<string, string>();
  const shelf = {
    held,
    full: false,
    get length() {
      return held.size;
    },
    key: (at: number) => [...held.keys()][at] ?? null,
    getItem: (key: string) => held.get(key) ?? null,
    setItem(key: string, value: string) {
      if (shelf.full) throw new DOMException("full", "QuotaExceededError");
      held.set(key, value);
    },
    removeItem: (key: string) => void held.delete(key),
  };
  return shelf;
}

/** `share`: another window of the same browser. */
export function browser(fetching: typeof fetch, options: { readonly random?: () => number; readonly share?: Browser; readonly indexedDB?: IDBFactory | null } = {}): Browser {
  const storage = options.share?.storage ?? memoryShelf();
  const indexedDB = options.indexedDB !== undefined ? options.indexedDB : (options.share?.surroundings.indexedDB ?? new IDBFactory());
  let alive = true;
  let waiting: { readonly run: () => void; readonly milliseconds: number }[] = [];
  const listeners: (() => void)[] = [];
  return {
    storage,
    surroundings: {
      // A dead page hears no answers.
      fetching: async (...asked) => {
        const answer = alive ? fetching(...asked) : new Promise<Response>(() => undefined);
        const given = await answer.then((value) => ({ value }), (error: unknown) => ({ error }));
        if (!alive) return new Promise<Response>(() => undefined);
        if ("error" in given) throw given.error;
        return given.value;
      },
      indexedDB: indexedDB as IDBFactory & globalThis.IDBFactory,
      storage,
      locks: null,
      later(run, milliseconds) {
        const one = { run: () => alive && run(), milliseconds };
        waiting.push(one);
        return () => (waiting = waiting.filter((other) => other !== one));
      },
      random: options.random ?? Math.random,
      now: () => Date.now(),
      whenOnline: (run) => listeners.push(run),
    },
    async pass() {
      const due = waiting;
      waiting = [];
      for (const { run } of due) run();
      await turn();
      return due.length;
    },
    waits: () => waiting.map(({ milliseconds }) => milliseconds),
    goOnline: () => listeners.forEach((run) => alive && run()),
    kill() {
      alive = false;
      waiting = [];
    },
  };
}

let made = 0;
const digits = (value: number): string => value.toString(16).padStart(12, "0");

/** Statements with ids that count up. */
export function statements(count: number, text = ""): readonly Statement[] {
  return Array.from({ length: count }, () => {
    made += 1;
    return {
      id: `00000000-0000-4000-8000-${digits(made)}`,
      actor: { objectType: "Agent", mbox: "mailto:ada@example.org" },
      verb: { id: "http://adlnet.gov/expapi/verbs/answered", display: { en: "answered" } },
      object: { id: "https://courses.example.org/loops/q1" },
      context: {},
      timestamp: "2026-03-01T09:05:07.000Z",
      ...(text ? { result: { response: text } } : {}),
    };
  });
}

export const idsOf = (list: readonly Statement[]): readonly string[] => list.map(({ id }) => id);
