// The conversation and the learner's notes, kept in this browser alone so that a reload or a return finds them. The
// LMS receives counts only. Storage that is full, refused or tampered with costs the transcript, never the lab.

import type { Turn } from "./conversation.ts";

export interface Transcript {
  /** Without the greeting, which belongs to the course. */
  readonly turns: readonly Turn[];
  readonly draft: string;
  /** What was written under each reflection prompt. */
  readonly notes: { readonly [prompt: string]: string };
}

export type Shelf = Pick<Storage, "getItem" | "setItem">;

const KEPT_TURNS = 200;
const EMPTY: Transcript = { turns: [], draft: "", notes: {} };

/** FNV-1a, 32 bits: keeps the learner's id itself out of the storage. */
function hash(text: string): string {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193);
  return (sum >>> 0).toString(36);
}

/** One key a course, lab and learner; the author's ids hold no ":". */
export function transcriptKey(course: string, lab: string, learner: string): string {
  return `scormpack:lab:${course}:${lab}:${hash(learner)}`;
}

/**
 * A named learner's transcript outlives the tab. Without a name the next visitor may be someone else: it goes with
 * the tab. Null where the browser allows no storage (a sandboxed frame throws on the mere property).
 */
export function shelfFor(learner: string): Shelf | null {
  try {
    return learner === "" ? sessionStorage : localStorage;
  } catch {
    return null;
  }
}

const isTurn = (value: unknown): boolean => typeof (value as Partial<Turn> | null)?.text === "string";

/** What was kept, whole or not at all. Only what would break the lab is checked: a text is drawn as text. */
export function recall(shelf: Shelf | null, key: string): Transcript {
  try {
    const { turns, draft, notes } = JSON.parse(shelf?.getItem(key) ?? "null") as Partial<Transcript>;
    const whole = Array.isArray(turns) && turns.every(isTurn) && typeof draft === "string";
    return whole ? { turns, draft, notes: { ...notes } } : EMPTY;
  } catch {
    return EMPTY;
  }
}

export function keep(shelf: Shelf | null, key: string, transcript: Transcript): void {
  try {
    shelf?.setItem(key, JSON.stringify({ ...transcript, turns: transcript.turns.slice(-KEPT_TURNS) }));
  } catch {
    // Full or refused: the conversation goes on, a reload forgets it.
  }
}
