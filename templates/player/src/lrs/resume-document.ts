// The learner's resume document, written so that neither window of two, nor an LRS that cannot be reached, takes anything
// away. Each write says which version it replaces; where the LRS has another one by then, both are merged. What no answer
// has proved to be there stays in localStorage, and is merged at the next visit.

import type { SaveStatus } from "../transport.ts";
import type { Actor } from "../xapi/statement.ts";
import type { Lrs, LrsAnswer } from "./connection.ts";
import { openNotes } from "./resume-notes.ts";
import { inRounds, type Step } from "./rounds.ts";
import { storedState, type Read, type StoredState } from "./stored-state.ts";
import { browserSurroundings, type Surroundings } from "./surroundings.ts";

export interface ResumeOptions {
  readonly lrs: Lrs;
  /** As the outbox's. */
  readonly owner: string;
  readonly activityId: string;
  readonly agent: Actor;
  readonly registration: string | null;
  readonly stateId: string;
  /** Two documents, either perhaps of another version of the course: one that has lost nothing of either. */
  readonly merge: (mine: unknown, theirs: unknown) => unknown;
  readonly heard: (status: SaveStatus) => void;
  /** Another window's document was met; this is the two in one. */
  readonly merged: (document: unknown) => void;
  readonly surroundings?: Partial<Surroundings>;
}

export interface ResumeDocument {
  /** Kept when it returns. Of those that come while one is under way, the newest is sent. Never throws. */
  write(document: unknown): void;
  /** The page goes away: what is not there yet is sent in a request that outlives it. */
  leave(): void;
  status(): SaveStatus;
  /** Settles when the LRS has it, or nothing can be done now. */
  idle(): Promise<void>;
}

/** open: `held` is what to go on with, null at a first launch. failed: the LRS may hold something that cannot be read now,
 * so nothing may be written over it; what this browser kept stays there. */
export type ResumeOpened =
  | { readonly kind: "open"; readonly held: unknown; readonly document: ResumeDocument }
  | { readonly kind: "failed"; readonly status: SaveStatus };

const MOST_MERGES = 6;
const SECOND_TRY_MILLISECONDS = 1500;
const LAUNCH_MILLISECONDS = 10_000;

/** The same text for the same document, also when an LRS has put its properties in another order. */
const textOf = (document: unknown): string =>
  JSON.stringify(document, (_, value: unknown) => (isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value));
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

function unsaved(answer: LrsAnswer): SaveStatus & { readonly state: "unsaved" } {
  const code = answer.kind === "answer" ? String(answer.status) : "";
  const trouble = code === "401" || code === "403" ? "denied" : code === "400" || code === "413" ? "refused" : "unreachable";
  return { state: "unsaved", trouble, code, detail: "the learner's state was not stored" };
}

/** Reads at the launch, for which somebody waits: twice where that may help, and ten seconds at most. */
function readAtLaunch(state: StoredState, { later }: Surroundings): Promise<Read> {
  const isPassing = (answer: LrsAnswer): boolean => answer.kind === "unreachable" || answer.status === 429 || answer.status >= 500;
  return new Promise((resolve, reject) => {
    const callOff = later(() => resolve({ kind: "failed", answer: { kind: "unreachable" } }), LAUNCH_MILLISECONDS);
    const twice = async (): Promise<Read> => {
      const first = await state.read();
      if (first.kind === "read" || !isPassing(first.answer)) return first;
      await new Promise<void>((go) => later(go, SECOND_TRY_MILLISECONDS));
      return state.read();
    };
    twice().then(resolve, reject).finally(callOff);
  });
}

export async function openResumeDocument(options: ResumeOptions): Promise<ResumeOpened> {
  const { lrs, owner, activityId, agent, registration, stateId, heard, merge, merged } = options;
  const surroundings = { ...browserSurroundings(), ...options.surroundings };
  const { later, random } = surroundings;
  const state = storedState(lrs, { activityId, agent: JSON.stringify(agent), registration, stateId }, surroundings);
  const first = await readAtLaunch(state, surroundings);
  if (first.kind === "failed") return { kind: "failed", status: unsaved(first.answer) };

  const notes = openNotes(owner, surroundings);
  const held = notes.found().reduce((mine, theirs) => (mine === null ? theirs : merge(mine, theirs)), first.document);
  /** What the LRS is known to hold, and what it should. */
  let stored = textOf(first.document);
  let wanted = held;
  let conflicts = 0;
  /** What the LRS holds was read in the step before. */
  let fresh = false;
  let now: SaveStatus = { state: "saved" };

  const say = (status: SaveStatus): void => {
    const isNews = textOf(status) !== textOf(now);
    now = status;
    if (isNews) heard(status);
  };
  const fail = (answer: LrsAnswer): Step => {
    const status = unsaved(answer);
    say(status);
    if (status.trouble === "denied") return "stopped";
    return status.trouble === "refused" ? "done" : answer; // The same again would be refused again; the next one may not.
  };
  const proved = (text: string): void => {
    stored = text;
    notes.proved(text);
    if (stored === textOf(wanted)) say({ state: "saved" });
  };

  /** Asks what is there, and takes up what another window wrote. */
  const catchUp = async (): Promise<Step> => {
    const found = await state.read();
    if (found.kind === "failed") return fail(found.answer);
    fresh = true;
    const there = textOf(found.document);
    if (there === stored) return "more";
    stored = there;
    const both = found.document === null ? wanted : merge(wanted, found.document);
    if (textOf(both) !== textOf(wanted)) {
      wanted = both;
      notes.write(textOf(both));
      merged(both);
    }
    if (stored === textOf(wanted)) proved(stored);
    else if (now.state === "saved") say({ state: "saving" });
    return "more";
  };

  const step = async (): Promise<Step> => {
    const text = textOf(wanted);
    const isFresh = fresh;
    fresh = false;
    if (text === stored) return state.version() === "late" ? catchUp() : "done";
    if (state.version() === "late" || (state.version() === "unsure" && !isFresh)) return catchUp();
    const { kind, answer } = await state.replace(text);
    if (kind === "stored") {
      conflicts = 0;
      proved(text);
      return "more";
    }
    if (kind === "failed") return fail(answer);
    conflicts += 1;
    if (conflicts > MOST_MERGES) {
      conflicts = 0;
      return fail(answer);
    }
    if (conflicts > 1) await new Promise<void>((resolve) => later(resolve, random() * 200 * conflicts));
    return "more"; // The version is unknown now, so it is read next.
  };
  const rounds = inRounds(step, surroundings);

  const own: ResumeDocument = {
    status: () => now,
    write(next) {
      wanted = next;
      notes.write(textOf(next));
      if (now.state === "saved") say({ state: "saving" });
      rounds.go();
    },
    leave() {
      const text = textOf(wanted);
      if (text === stored || (now.state === "unsaved" && now.trouble === "denied")) return;
      void state.replaceOnLeaving(text)?.then(({ kind }) => {
        if (kind === "stored") proved(text);
      });
    },
    idle: rounds.idle,
  };

  if (textOf(held) === stored) notes.proved(stored);
  else own.write(held);
  return { kind: "open", held, document: own };
}
