// The LMS of a SCORM 1.2 package: the API where the package looks for it, and what the LMS keeps of each learner.

import { type Call, Scorm12 } from "./lms/scorm12.ts";
import type { Held } from "./lms/scorm12-model.ts";
import type { Mode } from "./wire.ts";

export interface DeskOptions {
  readonly course: string;
  readonly refuses: () => boolean;
  readonly isAway: () => boolean;
  readonly heard: (call: Call) => void;
  /** What the LMS holds has changed: `held` with one more commit, `stored` in any case. */
  readonly changed: (held: Held, stored: Held | null) => void;
}

export interface Scorm12Desk {
  /** The next `LMSInitialize` begins a session of this learner, whatever became of the one before. */
  expect(learner: number, mode: Mode): void;
  /** Gives the learner a state, as an LMS would have it after an earlier session. */
  give(learner: number, state: string): void;
  stored(learner: number): Held | null;
}

const FROM_BEFORE: Held = { "cmi.core.lesson_status": "incomplete", "cmi.core.exit": "suspend" };

/** Puts the API into this page, which is the frame's parent (SCORM 1.2 Run-Time Environment, 3.3.6). */
export function scorm12Desk(options: DeskOptions, keep: Storage = sessionStorage): Scorm12Desk {
  let learner = 1;
  let mode: Mode = "normal";
  let isExpected = true;
  let session: Scorm12 | null = null;

  const key = (who: number): string => `preview:scorm12:${options.course}:${who}`;
  const read = (who: number): Held | null => JSON.parse(keep.getItem(key(who)) ?? "null") as Held | null;
  const write = (who: number, held: Held): void => keep.setItem(key(who), JSON.stringify(held));

  function begin(): Scorm12 {
    const [who, saved] = [learner, read(learner)];
    const initial = {
      "cmi.core.student_id": `learner-${who}`,
      "cmi.core.student_name": `Learner, ${who}`,
      "cmi.core.lesson_mode": mode,
      "cmi.core.credit": mode === "normal" ? "credit" : "no-credit",
    };
    const heard = (call: Call): void => {
      options.heard(call);
      if (session === made && /^LMS(Initialize|SetValue|Commit|Finish)$/.test(call.method)) options.changed(made.held(), read(who));
    };
    const made: Scorm12 = new Scorm12({ ...options, initial, saved, heard, stored: (held) => write(who, held) });
    return made;
  }

  const now = (): Scorm12 => (session ??= begin());
  const api: { [name: string]: (...given: unknown[]) => string } = {
    LMSInitialize(argument) {
      if (isExpected || !session?.isRunning()) session = begin();
      isExpected = false;
      return session.LMSInitialize(argument);
    },
    LMSFinish: (argument) => now().LMSFinish(argument),
    LMSCommit: (argument) => now().LMSCommit(argument),
    LMSGetValue: (element) => now().LMSGetValue(element),
    LMSSetValue: (element, value) => now().LMSSetValue(element, value),
    LMSGetLastError: () => now().LMSGetLastError(),
    LMSGetErrorString: (code) => now().LMSGetErrorString(code),
    LMSGetDiagnostic: (code) => now().LMSGetDiagnostic(code),
  };
  (globalThis as { API?: unknown }).API = api;

  return {
    expect(who, how) {
      [learner, mode, isExpected] = [who, how, true];
    },
    give: (who, state) => write(who, { ...FROM_BEFORE, "cmi.suspend_data": state }),
    stored: read,
  };
}
