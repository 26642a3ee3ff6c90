// The last state that was sent, kept in this browser until the LMS has handed it back. An LMS may say "true" to a commit
// that never arrives (Moodle does so offline), so nothing but the next launch proves it.

import { toNumber, toText } from "./bits.ts";
import { RESUME_FORMAT } from "./contract.ts";

/** As much of a Storage as is needed; each call may throw (private mode, sandboxed frames). */
export interface Keep {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** One answer as its transport sends it: names and values. */
export type NotedAnswer = readonly (readonly [name: string, value: string])[];

export interface Journal {
  /** The state to go on with: the LMS's, or the journal's where the LMS lost it. `fresh`: the LMS knows of no attempt. */
  reconcile(held: string, fresh: boolean): string;
  /** The answers that no commit took before the state that `reconcile` brought back. */
  answers(): readonly NotedAnswer[];
  /** Notes what is about to be sent, and the answers among it that no commit has taken yet. */
  write(resumeData: string, answers?: readonly NotedAnswer[]): void;
}

const WRAP = 4096;
const LONGEST_TRAIL = 1000;
const START = `${RESUME_FORMAT}.`;

/** The sequence number of a saved state; null where it is none of this format. */
export function sequenceOf(resumeData: string): number | null {
  const digits = resumeData.slice(START.length, START.length + 2);
  const number = digits.length === 2 && resumeData.startsWith(START) ? toNumber(digits) : -1;
  return number < 0 ? null : number;
}

/** The same state under the next sequence number: it means the same and reads differently. */
export function renumbered(resumeData: string): string {
  const next = ((sequenceOf(resumeData) ?? 0) + 1) % WRAP;
  return START + toText(next, 2) + resumeData.slice(START.length + 2);
}

/** True when two saved states differ by no more than their numbers. */
export function isSameState(first: string, second: string): boolean {
  const areStates = sequenceOf(first) !== null && sequenceOf(second) !== null;
  return areStates && first.slice(START.length + 2) === second.slice(START.length + 2);
}

/** True when `first` was saved before `second`, whose numbers count round at 4096. */
function isEarlier(first: number, second: number): boolean {
  const ahead = (second - first + WRAP) % WRAP;
  return ahead > 0 && ahead < WRAP / 2;
}

/** 64 bits that tell strings apart and give nothing of them away at sight (FNV-1a, twice); no protection against an attacker. */
export function opaque(text: string): string {
  let [first, second] = [0x811c9dc5, 0x9e3779b9];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    first = Math.imul(first ^ unit, 0x01000193);
    second = Math.imul(second ^ unit, 0x85ebca6b) ^ (second >>> 13);
  }
  return (first >>> 0).toString(36) + "-" + (second >>> 0).toString(36);
}

/** A store that is there and may be used, or null: only reading `window.localStorage` can already throw. */
export function storeOf(open: () => Keep): Keep | null {
  try {
    return open();
  } catch {
    return null;
  }
}

/** One learner's journal of one course. A learner without a name has none: it could be anyone's.
 *
 * Beside the state stands the trail: a mark of each state sent since one that the LMS handed over. An earlier state from
 * the LMS counts as lost progress only where it lies on the trail. Else it belongs to another attempt, begun elsewhere. */
export function journalFor(store: Keep | null, course: string, learner: string): Journal {
  const key = `scormpack:${opaque(`${course}\n${learner}`)}`;
  let trail: string[] = [];
  let lostAnswers: readonly NotedAnswer[] = [];
  const guarded = <Value>(use: (store: Keep) => Value): Value | null => {
    try {
      return store && learner ? use(store) : null;
    } catch {
      return null;
    }
  };
  return {
    reconcile(held, fresh) {
      const [states = "", answers = "[]"] = (guarded((kept) => kept.getItem(key)) ?? "").split("\n");
      const [noted = "", ...marks] = states.split(" ");
      const [ours, theirs] = [sequenceOf(noted), sequenceOf(held)];
      const lost = held === "" || (ours !== null && theirs !== null && isEarlier(theirs, ours) && marks.includes(opaque(held)));
      if (ours !== null && !fresh && lost) {
        trail = marks;
        lostAnswers = guarded(() => JSON.parse(answers) as readonly NotedAnswer[]) ?? [];
        return noted;
      }
      guarded((kept) => kept.removeItem(key));
      trail = [opaque(held)];
      return held;
    },
    answers: () => lostAnswers,
    write(resumeData, answers = []) {
      const mark = opaque(resumeData);
      if (trail.at(-1) !== mark) trail = [...trail, mark].slice(-LONGEST_TRAIL);
      guarded((kept) => kept.setItem(key, `${[resumeData, ...trail].join(" ")}\n${JSON.stringify(answers)}`));
    },
  };
}
