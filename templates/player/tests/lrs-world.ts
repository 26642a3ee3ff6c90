// A browser for the outbox and the resume document: its storage outlives its pages, and time passes when it is told to.

import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { keepaliveBudget } from "../src/lrs/keepalive.ts";
import type { Shelf, Surroundings } from "../src/lrs/surroundings.ts";
import type { Statement } from "../src/xapi/statement.ts";

globalThis.IDBKeyRange = IDBKeyRange;

/** What all windows of one browser share. */
interface Machine {
  readonly storage: Shelf & { readonly held: Map<string, string>; full: boolean };
  readonly indexedDB: IDBFactory | null;
  /** While full, it can be read and not written. */
  readonly database: { full: boolean };
  /** Names of locks that some page holds. */
  readonly locks: Set<string>;
}

export interface Browser extends Machine {
  readonly surroundings: Partial<Surroundings>;
  /** Lets time pass until all is over that waits now, the earliest first; gives back how many that were. */
  pass(): Promise<number>;
  /** How long each waiting one asked for, in milliseconds. */
  waits(): readonly number[];
  goOnline(): void;
  /** The page is gone, whatever it was doing: nothing that it had planned runs, its locks are free. */
  kill(): void;
}

export interface BrowserOptions {
  readonly random?: () => number;
  /** Another window of the same browser. */
  readonly share?: Browser;
  readonly indexedDB?: IDBFactory | null;
  /** Over all else. */
  readonly surroundings?: Partial<Surroundings>;
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

/** A factory of databases on a disk that can be full. */
function onDisk(factory: IDBFactory, disk: { readonly full: boolean }): globalThis.IDBFactory {
  const open: globalThis.IDBFactory["open"] = (...asked) => {
    const request = factory.open(...asked) as unknown as IDBOpenDBRequest;
    request.addEventListener("success", () => {
      const opened = request.result;
      const transaction = opened.transaction.bind(opened);
      opened.transaction = (...given) => {
        if (disk.full && given[1] === "readwrite") throw new DOMException("full", "QuotaExceededError");
        return transaction(...given);
      };
    });
    return request;
  };
  return { open } as globalThis.IDBFactory;
}

/** Web Locks as far as they are asked for: exclusive, given at once or not at all. */
function locksOf(held: Set<string>, own: Set<string>): Pick<LockManager, "request"> {
  const request = async (name: string, _: LockOptions, run: (lock: Lock | null) => unknown): Promise<unknown> => {
    await Promise.resolve();
    if (held.has(name)) return run(null);
    held.add(name);
    own.add(name);
    await run({ name, mode: "exclusive" });
    return undefined;
  };
  return { request: request as LockManager["request"] };
}

export function browser(fetching: typeof fetch, options: BrowserOptions = {}): Browser {
  const { share } = options;
  const machine: Machine = {
    storage: share?.storage ?? memoryShelf(),
    indexedDB: options.indexedDB !== undefined ? options.indexedDB : share ? share.indexedDB : new IDBFactory(),
    database: share?.database ?? { full: false },
    locks: share?.locks ?? new Set(),
  };
  const locks = new Set<string>();
  let alive = true;
  let clock = 0;
  let waiting: readonly { readonly run: () => void; readonly milliseconds: number; readonly due: number }[] = [];
  const listeners: (() => void)[] = [];
  return {
    ...machine,
    surroundings: {
      // A dead page hears no answers.
      fetching: async (...asked) => {
        const answer = alive ? fetching(...asked) : new Promise<Response>(() => undefined);
        const given = await answer.then((value) => ({ value }), (error: unknown) => ({ error }));
        if (!alive) return new Promise<Response>(() => undefined);
        if ("error" in given) throw given.error;
        return given.value;
      },
      indexedDB: machine.indexedDB && onDisk(machine.indexedDB, machine.database),
      storage: machine.storage,
      locks: locksOf(machine.locks, locks),
      keepalive: keepaliveBudget(),
      later(run, milliseconds) {
        const one = { run: () => alive && run(), milliseconds, due: clock + milliseconds };
        waiting = [...waiting, one];
        return () => (waiting = waiting.filter((other) => other !== one));
      },
      random: options.random ?? Math.random,
      now: () => Date.now(),
      whenOnline: (run) => listeners.push(run),
      ...options.surroundings,
    },
    async pass() {
      let count = 0;
      for (const one of [...waiting].sort((a, b) => a.due - b.due)) {
        if (!waiting.includes(one)) continue;
        waiting = waiting.filter((other) => other !== one);
        clock = Math.max(clock, one.due);
        one.run();
        count += 1;
        await turn();
      }
      return count;
    },
    waits: () => waiting.map(({ milliseconds }) => milliseconds),
    goOnline: () => listeners.forEach((run) => alive && run()),
    kill() {
      alive = false;
      waiting = [];
      for (const name of locks) machine.locks.delete(name);
    },
  };
}

/** A network on which a request that `hangs` gets no answer, until it is given up on. */
export function silent(fetching: typeof fetch, hangs: () => boolean): typeof fetch {
  return (input, init) => {
    if (!init?.signal || !hangs()) return fetching(input, init);
    const { signal } = init;
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new DOMException("", "AbortError"))));
  };
}

/** An LRS whose answers look otherwise on their way to the page. */
export function seenThrough(fetching: typeof fetch, look: (headers: Headers, method: string) => void): typeof fetch {
  return async (input, init) => {
    const response = await fetching(input, init);
    const headers = new Headers(response.headers);
    look(headers, init?.method ?? "GET");
    return new Response(response.status === 204 ? null : await response.text(), { status: response.status, headers });
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
