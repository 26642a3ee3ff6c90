// Gathers what a learner did into reports for the transport: one report for all that happened in one go, after the
// screen has shown it, because an LMS's commit holds up the page (120 to 500 ms in Moodle). What goes away is
// reported at once: on `pagehide` and on hidden, never at `unload`.

import type { CourseContract } from "./contract.ts";
import { outcome, partRecord } from "./outcome.ts";
import { partIds } from "./pages.ts";
import { labOf } from "./parts.ts";
import { encode } from "./resume.ts";
import type { SessionState } from "./session.ts";
import type { AnswerRecord, AttemptRecord, ExchangeRecord, PartRecord, Report, SaveStatus, Transport } from "./transport.ts";

/** What opening the course changes is reported with the learner's first own act, at leaving, or after this while. */
const LAUNCH_SECONDS = 20;
const RETRY_SECONDS = 10;
const RETRY_MOST_SECONDS = 120;
const NOTHING: Required<Happened> = { answers: [], attempts: [], exchanges: [] };

export interface TrackerHooks {
  state(): SessionState;
  /** The state that is now to be saved. */
  nextSave(): SessionState;
  readonly mastery: number | null;
  onStatus(status: SaveStatus): void;
  /** The page goes away: what is not yet part of the state becomes it now, or never. */
  beforeLeaving(): void;
}

/** What happened beside the state's own change. */
export interface Happened {
  readonly answers?: readonly AnswerRecord[];
  readonly attempts?: readonly AttemptRecord[];
  readonly exchanges?: readonly ExchangeRecord[];
}

export interface Tracker {
  /** Something changed: a report follows. */
  changed(happened?: Happened): void;
  /** The launch itself changed something: the LMS has just had its commit, so the report waits a while. */
  launched(): void;
  /** Reports and closes the session; nothing is reported after it. */
  leave(): void;
}

export function track(course: CourseContract, transport: Transport, hooks: TrackerHooks): Tracker {
  const ids = partIds(course);
  const opened = performance.now();
  let reported = hooks.state();
  let waiting: Required<Happened> = NOTHING;
  let due = false;
  let closed = false;
  let wait = RETRY_SECONDS;
  let retry: ReturnType<typeof setTimeout> | undefined;

  /** The report since the one before; what could not be sent is the transport's to keep. */
  const report = (): Report => {
    const state = hooks.nextSave();
    const parts: PartRecord[] = ids
      .filter((id) => state.parts[id] !== reported.parts[id])
      .map((id) => partRecord(course, state, id, hooks.mastery));
    const labs = parts.flatMap(({ part, way }) => (way && labOf(reported, part)?.result === "none" ? [{ part, way, at: new Date() }] : []));
    const happened = waiting;
    reported = state;
    waiting = NOTHING;
    due = false;
    return {
      outcome: outcome(course, state, hooks.mastery),
      resumeData: encode(course, state),
      bookmark: state.bookmark,
      ...happened,
      labs,
      parts,
      sessionSeconds: (performance.now() - opened) / 1000,
    };
  };

  const heard = (status: SaveStatus): void => {
    clearTimeout(retry);
    wait = status.state === "saved" ? RETRY_SECONDS : Math.min(wait * 2, RETRY_MOST_SECONDS);
    if (status.state === "unsaved" && status.trouble === "unreachable" && !closed) retry = setTimeout(save, wait * 500);
    hooks.onStatus(status);
  };

  const save = (): void => {
    if (!closed) heard(transport.save(report()));
  };

  const leave = (leaving: boolean): void => {
    if (closed) return;
    hooks.beforeLeaving();
    closed = leaving;
    heard(transport.leave(report(), leaving));
  };
  // A page that may come back from the back/forward cache keeps its session.
  addEventListener("pagehide", (event) => leave(!event.persisted));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave(false);
  });

  return {
    launched() {
      setTimeout(() => {
        if (hooks.state() !== reported) save();
      }, LAUNCH_SECONDS * 1000);
    },
    leave: () => leave(true),
    changed({ answers = [], attempts = [], exchanges = [] } = {}) {
      waiting = {
        answers: [...waiting.answers, ...answers],
        attempts: [...waiting.attempts, ...attempts],
        exchanges: [...waiting.exchanges, ...exchanges],
      };
      if (due) return;
      due = true;
      requestAnimationFrame(() =>
        setTimeout(() => {
          if (due) save(); // Leaving may have reported it meanwhile.
        }),
      );
    },
  };
}
