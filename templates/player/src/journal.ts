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
export type AnswerFields = readonly (readonly [name: string, value: string])[];

export interface NotedAnswer {
  readonly fields: AnswerFields;
  /** Its place among the LMS's interactions; null before it has one. */
  readonly index: number | null;
}

/** An answer in the journal, with the mark of the state that was first sent with it. */
interface MarkedAnswer extends NotedAnswer {
  readonly mark: string;
}

/** What a window of this learner has sent: the state, all answers that no launch has proved to be there, and the ids of the
 * LMS's objectives in their order. */
export interface Noted {
  readonly state: string;
  readonly answers: readonly NotedAnswer[];
  readonly objectives: readonly string[];
}

interface Entry extends Noted {
  readonly trail: readonly string[];
  readonly answers: readonly MarkedAnswer[];
}

export interface Journal {
  /** The state to go on with: the LMS's, or the journal's where the LMS lost it. `fresh`: the LMS knows of no attempt. */
  reconcile(held: string, fresh: boolean): string;
  /** The answers that the LMS lost with the state that `reconcile` brought back. */
  answers(): readonly NotedAnswer[];
  /** Notes what is about to be sent. */
  write(noted: Noted): void;
  /** What another window of this learner has noted since this one last looked; null where there is nothing. */
  others(): Noted | null;
  /** Where the journal is kept. */
  readonly key: string;
}

const WRAP = 4096;
const LONGEST_TRAIL = 1000;
const MOST_ANSWERS = 400;
/** What an LMS hands back is at least so long before it is cut. */
const SHORTEST_CUT = 255;
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

/** The number that follows both. */
export function numberAfter(first: number, second: number): number {
  return ((isEarlier(first, second) ? second : first) + 1) % WRAP;
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

const NOTHING: Entry = { state: "", trail: [], answers: [], objectives: [] };

/** A state on the trail; by its beginning, because some LMSs cut what they keep. */
const markOf = (state: string): string => opaque(state.slice(0, SHORTEST_CUT));

/** The entry that the text holds; nothing where it is damaged. */
function readEntry(text: string | null): Entry {
  try {
    const entry = { ...NOTHING, ...(JSON.parse(text ?? "{}") as Partial<Entry>) };
    const isWhole = [entry.trail, entry.answers, entry.objectives].every(Array.isArray) && sequenceOf(entry.state) !== null;
    return isWhole && entry.answers.every(({ fields }) => Array.isArray(fields)) ? entry : NOTHING;
  } catch {
    return NOTHING;
  }
}

/** One learner's journal of one course. A learner without a name has none: it could be anyone's.
 *
 * Beside the state stands the trail: a mark of each state sent since one that the LMS handed over. An earlier state from
 * the LMS counts as lost progress only where it lies on the trail. Else it belongs to another attempt, begun elsewhere. */
export function journalFor(store: Keep | null, course: string, learner: string): Journal {
  const key = `scormpack:${opaque(`${course}\n${learner}`)}`;
  let trail: readonly string[] = [];
  const marks = new Map<string, string>();
  let lost: readonly NotedAnswer[] = [];
  /** The entry as this window last saw it. */
  let seen: string | null = null;
  const guarded = <Value>(use: (store: Keep) => Value): Value | null => {
    try {
      return store && learner ? use(store) : null;
    } catch {
      return null;
    }
  };
  const read = (): string | null => guarded((kept) => kept.getItem(key));
  return {
    key,
    reconcile(held, fresh) {
      seen = read();
      const noted = readEntry(seen);
      const [ours, theirs] = [sequenceOf(noted.state), sequenceOf(held)];
      const place = noted.trail.indexOf(markOf(held));
      const isCut = ours === theirs && held !== noted.state && noted.state.startsWith(held);
      const isBehind = held === "" || (ours !== null && theirs !== null && isEarlier(theirs, ours) && place >= 0);
      if (ours !== null && !fresh && (isBehind || isCut)) {
        trail = noted.trail;
        // What was sent with a state that the LMS has, it has too.
        lost = noted.answers.filter(({ mark }) => !isCut && noted.trail.indexOf(mark) > place);
        return noted.state;
      }
      guarded((kept) => kept.removeItem(key));
      trail = [markOf(held)];
      seen = null;
      return held;
    },
    answers: () => lost,
    write({ state, answers, objectives }) {
      const mark = markOf(state);
      if (trail.at(-1) !== mark) trail = [...trail, mark].slice(-LONGEST_TRAIL);
      const marked = answers.slice(-MOST_ANSWERS).map(({ fields, index }) => {
        const name = JSON.stringify(fields);
        if (!marks.has(name)) marks.set(name, mark);
        return { fields, index, mark: marks.get(name) ?? mark };
      });
      const entry: Entry = { state, trail, answers: marked, objectives };
      const text = JSON.stringify(entry);
      guarded((kept) => kept.setItem(key, text));
      seen = text;
    },
    others() {
      const text = read();
      if (text === seen || text === null) return null;
      seen = text;
      const entry = readEntry(text);
      if (entry.state === "") return null;
      trail = [...new Set([...entry.trail, ...trail])].slice(-LONGEST_TRAIL);
      for (const { fields, mark } of entry.answers) marks.set(JSON.stringify(fields), mark);
      return entry;
    },
  };
}
