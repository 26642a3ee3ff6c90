// What a SCORM 1.2 LMS has accepted, what it has also committed, and how a failed commit is healed.

import { renumbered } from "../journal.ts";
import type { Refusal, Wire } from "./scorm12-api.ts";
import type { LessonStatus } from "./scorm12-values.ts";

/** accepted; never: this LMS has no such element (401); wrong: the value will not be taken; later: the LMS is in trouble. */
export type Answer = "accepted" | "never" | "wrong" | "later";

export interface Ledger {
  /** Sets the element unless the LMS holds this very value. */
  put(element: string, value: string): Answer;
  /** An element's number, null where the LMS says none. */
  count(element: string): number | null;
  /** What the LMS is known to hold without having been told in this session. */
  know(element: string, value: string): void;
  holds(element: string): string | undefined;
  lacks(element: string): boolean;
  /** True when something was set that no commit has taken yet. */
  pending(): boolean;
  /** False between a failed commit and the next good one. */
  isSound(): boolean;
  commit(): boolean;
  /** Makes an LMS send again what a failed commit lost; false when it is still in trouble. */
  heal(target: LessonStatus): boolean;
  /** A new session with the LMS: nothing that was set before is counted on. */
  reopened(): void;
  /** True when the LMS says that it has no session. */
  isLost(): boolean;
  fail(refusal: Refusal): void;
  /** The first refusal since the last call. */
  takeProblem(): Refusal | null;
}

/** Without these nothing is saved, so an LMS that lacks them is told again, and the learner too. */
const ESSENTIAL = ["cmi.suspend_data", "cmi.core.lesson_status"];

const OFFLINE: Refusal = { state: "unsaved", trouble: "unreachable", code: "", detail: "the browser has no network, so what the LMS says of a commit is not believed" };

const lower = (number: number): string => String(number >= 0.01 ? (Math.round(number * 100) - 1) / 100 : 0.01);

/** Another legal value for the element that does as little harm as can be should it stay; null where none is needed. */
function filler(element: string, value: string, target: LessonStatus): string | null {
  switch (element.slice(element.lastIndexOf(".") + 1)) {
    case "suspend_data":
      return renumbered(value);
    case "lesson_status":
      // On the way to "passed" that word itself is the change; "incomplete" may as well stay as it is.
      if (value === "passed") return "completed";
      return value === "incomplete" || target === "passed" ? null : "incomplete";
    case "raw":
    case "min":
    case "max":
    case "weighting":
      return lower(Number(value));
    case "status":
      return value === "incomplete" ? "not attempted" : "incomplete";
    case "id":
      return `${value.slice(0, 254)}~`;
    case "type":
      return "fill-in";
    case "pattern":
    case "student_response":
      return "-";
    case "result":
      return "neutral";
    case "time":
      return value === "00:00:00" ? "00:00:01" : "00:00:00";
    case "latency":
      return value === "0000:00:00.00" ? "0000:00:00.01" : "0000:00:00.00";
    case "session_time":
      return null; // sent with every LMSFinish
    default:
      return "";
  }
}

/** `isReachable` false: a commit that says "true" may go nowhere, as Moodle's does without a network. */
export function ledgerOf(wire: Wire, isReachable: () => boolean): Ledger {
  const accepted = new Map<string, string>();
  const uncommitted = new Map<string, string>();
  const lacking = new Set<string>();
  let problem: Refusal | null = null;
  let lost = false;
  /** A commit failed, and the LMS may take what it could not store for stored. */
  let stale = false;

  const nameOf = (element: string): string => element.replace(/\.\d+/g, ".n");
  const fail = (refusal: Refusal): void => {
    problem ??= refusal;
    if (refusal.code === "301") lost = true;
  };
  return {
    put(element, value) {
      if (lacking.has(nameOf(element))) return "never";
      if (accepted.get(element) === value) return "accepted";
      const refusal = wire.set(element, value);
      if (!refusal) {
        accepted.set(element, value);
        uncommitted.set(element, value);
        return "accepted";
      }
      if (refusal.code === "401" && !ESSENTIAL.includes(element)) {
        lacking.add(nameOf(element));
        return "never";
      }
      fail(refusal);
      return /^[24]/.test(refusal.code) ? "wrong" : "later";
    },
    count(element) {
      if (lacking.has(element)) return null;
      const text = wire.get(element);
      if (/^\d+$/.test(text)) return Number(text);
      const code = wire.error();
      if (/^[24]/.test(code)) lacking.add(element);
      else if (code !== "0") fail({ state: "unsaved", trouble: "unreachable", code, detail: `LMSGetValue ${element} was refused` });
      else return 0;
      return null;
    },
    know: (element, value) => void accepted.set(element, value),
    holds: (element) => accepted.get(element),
    lacks: (element) => lacking.has(nameOf(element)),
    pending: () => uncommitted.size > 0,
    isSound: () => !stale,
    commit() {
      const refusal = wire.commit() ?? (isReachable() ? null : OFFLINE);
      if (refusal) fail(refusal);
      else uncommitted.clear();
      stale = refusal !== null;
      return !stale;
    },
    // Moodle takes every value of a failed commit for sent and sends only what differs from it ever after. A hole in the stored
    // interactions would then make the next session write over the last one. So: other values, a commit, the true ones again.
    heal(target) {
      if (!stale) return true;
      for (const [element, value] of uncommitted) {
        const other = filler(element, value, target);
        if (other !== null) wire.set(element, other);
      }
      const refusal = wire.commit() ?? (isReachable() ? null : OFFLINE);
      for (const [element, value] of uncommitted) {
        const refused = wire.set(element, value);
        if (refused) fail(refused);
        if (refused) accepted.delete(element); // the filler stands there still
      }
      if (refusal) fail(refusal);
      return !refusal;
    },
    reopened() {
      accepted.clear();
      lost = false;
    },
    isLost: () => lost,
    fail,
    takeProblem() {
      const found = problem;
      problem = null;
      return found;
    },
  };
}
