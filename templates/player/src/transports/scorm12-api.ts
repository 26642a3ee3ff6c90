// Finding a SCORM 1.2 API and calling it without being hurt by it (RTE 1.2, sections 3.2 and 3.3).

import type { SaveStatus } from "../transport.ts";

/** The object that an LMS offers as `window.API`. What comes back is promised to be a string; some send other things. */
export interface Api {
  LMSInitialize(empty: ""): unknown;
  LMSFinish(empty: ""): unknown;
  LMSGetValue(element: string): unknown;
  LMSSetValue(element: string, value: string): unknown;
  LMSCommit(empty: ""): unknown;
  LMSGetLastError(): unknown;
}

/** As much of a window as the search needs. Reading `API` of another origin's window throws. */
export interface ApiWindow {
  readonly API?: Api | null;
  readonly parent: ApiWindow | null;
  readonly opener: ApiWindow | null;
}

export type Refusal = Extract<SaveStatus, { state: "unsaved" }>;

/** The calls of one session. A refusal is null when the LMS said "true" and LMSGetLastError is 0. */
export interface Wire {
  /** False where the session did not open. */
  open(): boolean;
  get(element: string): string;
  /** True when the last call threw. */
  hasThrown(): boolean;
  error(): string;
  set(element: string, value: string): Refusal | null;
  commit(): Refusal | null;
  finish(): Refusal | null;
}

const MOST_PARENTS = 500;
const POLL_MILLISECONDS = 100;

function read<Key extends keyof ApiWindow>(place: ApiWindow, key: Key): ApiWindow[Key] | null {
  try {
    return place[key] ?? null;
  } catch {
    return null; // another origin's window: its parents may still be ours
  }
}

/** The window and its parents, nearest first. */
function upwards(from: ApiWindow): ApiWindow[] {
  const chain = [from];
  for (let at = read(from, "parent"); at && at !== chain.at(-1) && chain.length <= MOST_PARENTS; at = read(at, "parent")) chain.push(at);
  return chain;
}

/** `API` of the nearest window that has one: up the parents, then up from each one's opener. */
export function findApi(from: ApiWindow): Api | null {
  const chain = upwards(from);
  const own = chain.find((place) => read(place, "API"));
  if (own) return read(own, "API") ?? null;
  for (const place of new Set(chain)) {
    const opener = read(place, "opener");
    const found = opener && upwards(opener).find((above) => read(above, "API"));
    if (found) return read(found, "API") ?? null;
  }
  return null;
}

/** The API, waited for where some window could still offer it: an LMS may define it after the content has begun to load. */
export async function awaitApi(from: ApiWindow, milliseconds: number): Promise<Api | null> {
  const alone = upwards(from).length === 1 && !read(from, "opener");
  for (let waited = 0; ; waited += POLL_MILLISECONDS) {
    const api = findApi(from);
    if (api || alone || waited >= milliseconds) return api;
    await new Promise((resume) => setTimeout(resume, POLL_MILLISECONDS));
  }
}

/** Calls go through the object itself: in Moodle's app it is a class instance and a detached function loses `this`. */
export function wireTo(api: Api): Wire {
  let thrown = false;
  const call = (run: () => unknown): string => {
    thrown = false;
    try {
      return String(run() ?? "");
    } catch {
      thrown = true;
      return "";
    }
  };
  /** "" where the LMS says nothing that is an error code. */
  const error = (): string => {
    const code = call(() => api.LMSGetLastError());
    return /^\d+$/.test(code) ? code : "";
  };
  /** This LMS returns nothing, and does what it is asked: seen by reading back what it was given. */
  let mute = false;
  const judged = (what: string, run: () => unknown, isDone: () => boolean = () => false): Refusal | null => {
    const answer = call(run);
    const broken = thrown;
    const code = error();
    // Neither half is believed alone: some LMSs say "true" and set an error, some say "false" with error 0.
    const isWell = code === "0" || code === "";
    if (answer === "true" && isWell) return null;
    const saysNothing = !broken && isWell && /^(|undefined|null)$/.test(answer);
    if (saysNothing && (mute ||= isDone())) return null;
    return { state: "unsaved", trouble: "unreachable", code: code === "0" ? "" : code, detail: broken ? `${what} threw an exception` : `${what} was refused` };
  };
  const get = (element: string): string => call(() => api.LMSGetValue(element));
  return {
    get,
    hasThrown: () => thrown,
    error,
    open() {
      const answer = call(() => api.LMSInitialize(""));
      if (answer === "true") return true;
      if (thrown) return false;
      // 101 is what Moodle answers when the session is open already, and what others answer to any failure: a reading tells.
      // So it does where the LMS answers nothing at all.
      const saysNothing = /^(|undefined|null)$/.test(answer);
      const isOpen = (error() === "101" || saysNothing) && (get("cmi.core.lesson_status") !== "" || !saysNothing) && ["0", ""].includes(error());
      mute ||= isOpen && saysNothing;
      return isOpen;
    },
    set: (element, value) => judged(`LMSSetValue ${element}`, () => api.LMSSetValue(element, value), () => get(element) === value),
    commit: () => judged("LMSCommit", () => api.LMSCommit("")),
    finish: () => judged("LMSFinish", () => api.LMSFinish("")),
  };
}
