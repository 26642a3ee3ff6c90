// The SCORM 1.2 wire: Run-Time Environment 1.2, and what Moodle makes of it (docs/tracking.md says both).

import type { CourseContract } from "../contract.ts";
import { isSameState, journalFor, numberAfter, storeOf, type Journal, type Keep } from "../journal.ts";
import { merge } from "../merge.ts";
import { outcome } from "../outcome.ts";
import { isQuiz, masteryScore, partsOf, scoreShares } from "../parts.ts";
import { decode, encode } from "../resume.ts";
import type { SessionState } from "../session.ts";
import type { Launch, Listener, Mode, Report, SaveStatus, Transport } from "../transport.ts";
import { awaitApi, wireTo, type ApiWindow, type Refusal, type Wire } from "./scorm12-api.ts";
import { ledgerOf, type Ledger } from "./scorm12-ledger.ts";
import { interactionsIn, objectivesIn, type Interactions, type Objectives } from "./scorm12-records.ts";
import { SUSPEND_DATA_LIMIT, cmiMastery, cmiScore, cmiTimespan, lessonStatus, type LessonStatus } from "./scorm12-values.ts";

export interface Surroundings {
  readonly window: ApiWindow;
  /** Where the journal is kept, null where nothing may be kept. */
  readonly store: Keep | null;
  /** How long a late API, or late data, is waited for. */
  readonly patienceMilliseconds: number;
  /** False where the browser knows that there is no network, and the LMS is behind one. */
  readonly isReachable: () => boolean;
  /** Calls `run` when another window writes the store's entry. */
  readonly onWritten: (key: string, run: () => void) => void;
}

interface Session {
  readonly wire: Wire;
  readonly course: CourseContract;
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly listener: Listener;
  readonly mastery: number | null;
  readonly interactions: Interactions;
  readonly objectives: Objectives;
  /** The mark of the part that gives the course its score, 0 to 1. */
  readonly mark: number;
  readonly writes: boolean;
  /** What the LMS accepted as lesson_status, in this session or one before. */
  status: string;
  /** The LMS's score.raw, read before the first one is set; null where it has none. */
  score: number | null | undefined;
  open: boolean;
  /** The longest state that the LMS was seen to hold whole. */
  whole: number;
  /** How much of a longer one it keeps; null where it was not seen to cut. */
  cut: number | null;
  /** `Report.sessionSeconds` when the LMS opened this session: 0, or more when the page came back after LMSFinish. */
  since: number;
}

/** save: objectives and location wait while answers are sent; hidden: nothing waits; leaving: the session ends. */
type Occasion = "save" | "hidden" | "leaving";

const SAVED: SaveStatus = { state: "saved" };
const NO_LMS: Launch = { mode: "unrecorded", learner: "", resumeData: "", masteryScore: null, passed: false, returnUrl: null };
const STATUS = "cmi.core.lesson_status";
const LOCATION = "cmi.core.lesson_location";
const EXIT = "cmi.core.exit";
const RAW = "cmi.core.score.raw";
const SUSPEND = "cmi.suspend_data";
/** A state up to here is not looked at again: no LMS cuts below it. */
const SHORT = 255;
const POLL_MILLISECONDS = 100;
const LATE_DATA_MILLISECONDS = 2000;
const RANK: { readonly [status: string]: number } = { incomplete: 1, failed: 1, completed: 2, passed: 3 };

/** What an LMS says that has nothing yet: some write the word of their programming language. */
const said = (text: string): string => (/^(null|undefined)$/i.test(text.trim()) ? "" : text);
/** A word of the standard's, in whichever spelling. */
const word = (text: string): string => said(text).trim().toLowerCase().replace(/[_-]/g, " ");

const modeOf = (text: string): Mode => (text === "browse" || text === "review" ? text : "normal");

/** True when an element could not be read: empty, and not because the LMS has no such element (401) or value (0, 403). */
const isTrouble = (value: string, code: string): boolean => value === "" && /^(1|2|3)/.test(code);

/** The mastery score that a part's results are measured by. */
function markOf(course: CourseContract, id: string | null, given: number | null): number {
  const part = partsOf(course).get(id ?? "");
  return part && isQuiz(part) ? masteryScore(course, part, given) : ((id === null ? given : null) ?? course.mastery_score);
}

/** True when the LMS has a score, or has no place for one. */
function putScore(session: Session, score: number | null): boolean {
  const { ledger, wire } = session;
  if (score === null) return false;
  if (session.score === undefined) {
    const held = wire.get(RAW);
    session.score = /^\d/.test(held) ? Number.parseFloat(held) : null; // "" is no score, though it counts as 0
  }
  const raw = cmiScore(score, session.mark);
  // Where the last attempt counts, a score may fall, though never below a pass.
  const falls = session.status !== "passed" && scoreShares(session.course).some(({ part }) => part.counts === "last");
  if (session.score === null || (falls ? Number(raw) !== session.score : Number(raw) > session.score)) {
    if (ledger.put(RAW, raw) === "accepted") session.score = Number(raw);
    ledger.put("cmi.core.score.min", "0");
    ledger.put("cmi.core.score.max", "100");
  }
  return session.score !== null || ledger.lacks(RAW);
}

/** True when the LMS has this state, if perhaps under an earlier number, and nothing is to be healed by a new one. */
function isKept({ ledger }: Session, resumeData: string): boolean {
  return ledger.isSound() && isSameState(ledger.holds(SUSPEND) ?? "", resumeData);
}

function putStatus(session: Session, status: LessonStatus): void {
  if (session.status === status) return;
  // A course that is passed or completed stays so, whatever a later version of its rules would say.
  if ((RANK[session.status] ?? 0) > (RANK[status] ?? 0)) return;
  if (session.ledger.put(STATUS, status) === "accepted") session.status = status;
}

/** Opens the session again where the page came back after LMSFinish, or the LMS lost it. */
function reopen(session: Session, sessionSeconds: number): boolean {
  const { wire, ledger } = session;
  if (!wire.open()) return false;
  ledger.reopened();
  session.interactions.reopened();
  session.objectives.reopened();
  session.open = true;
  session.since = sessionSeconds;
  wire.set(EXIT, "suspend");
  return true;
}

function cutAt(length: number, { length: whole }: string): Refusal {
  return { state: "unsaved", trouble: "cut", code: "", detail: `the LMS keeps ${length} of ${whole} characters of the state` };
}

/** Some LMSs say "true" to a text and keep its beginning: each length is looked at once. */
function readBack(session: Session, resumeData: string): void {
  if (resumeData.length <= session.whole || session.cut !== null || session.ledger.holds(SUSPEND) !== resumeData) return;
  const held = session.wire.get(SUSPEND);
  if (held === resumeData) session.whole = resumeData.length;
  else if (held !== "" && resumeData.startsWith(held)) {
    session.cut = held.length;
    session.ledger.fail(cutAt(held.length, resumeData));
  }
}

/** Everything that the LMS does not hold yet, in an order that leaves a true record behind after any of the calls. */
function putAll(session: Session, report: Report, occasion: Occasion): LessonStatus {
  const { ledger, wire } = session;
  session.interactions.send();
  const { resumeData } = report;
  if (session.cut !== null && resumeData.length > session.cut) ledger.fail(cutAt(session.cut, resumeData));
  if (resumeData.length > SUSPEND_DATA_LIMIT) {
    ledger.fail({ state: "unsaved", trouble: "unreachable", code: "", detail: `the saved state has ${resumeData.length} characters, ${SUSPEND_DATA_LIMIT} fit` });
  } else if (occasion === "leaving" || !isKept(session, resumeData)) {
    ledger.put(SUSPEND, resumeData); // at the end also under a new number alone: a commit that said "true" may not have arrived
    readBack(session, resumeData);
  }
  // An answer costs nine sets already; what only mirrors the saved state can wait for the next step of the learner.
  if (occasion !== "save" || report.answers.length === 0) {
    if (ledger.holds(LOCATION) === undefined) ledger.know(LOCATION, wire.get(LOCATION));
    ledger.put(LOCATION, report.bookmark);
    session.objectives.send();
  }
  const scored = putScore(session, report.outcome.score);
  const target = lessonStatus(report.outcome, session.course.status);
  const isDone = target === "completed" || target === "passed";
  // Moodle's completion rules want the one word or the other: a pass is told as "completed", and then as "passed".
  putStatus(session, isDone && !scored ? "incomplete" : target === "passed" ? "completed" : target);
  return isDone && !scored ? "incomplete" : target;
}

/** Takes up what another window of this learner has saved meanwhile, which each of them would else write over. Gives back
 * the report with it. */
function together(session: Session, report: Report | null): Report | null {
  const { course, journal, listener, mastery } = session;
  const noted = journal.others();
  if (!noted) return report;
  const theirs = decode(course, noted.state).state;
  session.interactions.adopt(noted.answers);
  session.objectives.adopt(noted.objectives);
  const both = (mine: SessionState): SessionState => ({ ...merge(course, mine, theirs), sequence: numberAfter(mine.sequence, theirs.sequence) });
  listener.merged(both);
  if (!report) return null;
  const state = both(decode(course, report.resumeData).state);
  return { ...report, resumeData: encode(course, state), outcome: outcome(course, state, mastery) };
}

function note(session: Session, { resumeData }: Report): void {
  const { journal, interactions, objectives } = session;
  journal.write({ state: resumeData, answers: interactions.noted(), objectives: objectives.noted() });
}

function record(session: Session, own: Report, occasion: Occasion): SaveStatus {
  const report = together(session, own) ?? own;
  const { ledger, wire, interactions } = session;
  // A page that goes away is first left and then hidden: the session that was closed is not opened for nothing.
  if (!session.open && occasion !== "save" && isKept(session, report.resumeData)) return SAVED;
  interactions.add(report.answers, report.labs);
  session.objectives.add(report.parts);
  const isNews = occasion === "leaving" || !isKept(session, report.resumeData);
  if (session.open && !ledger.isLost()) interactions.plan();
  if (isNews) note(session, report);
  if ((!session.open || ledger.isLost()) && !reopen(session, report.sessionSeconds)) {
    return { state: "unsaved", trouble: "unreachable", code: wire.error(), detail: "the session with the LMS is closed and does not open again" };
  }
  const healed = ledger.heal(lessonStatus(report.outcome, session.course.status));
  const target = putAll(session, report, occasion);
  if (occasion === "leaving" || (occasion === "hidden" && ledger.pending())) {
    ledger.put("cmi.core.session_time", cmiTimespan(report.sessionSeconds - session.since));
  }
  if (isNews) note(session, report); // with the places that the answers have got
  const isStored = healed && (!ledger.pending() || ledger.commit());
  if (isStored) interactions.stored();
  if (isStored && target === "passed" && session.status === "completed") {
    putStatus(session, "passed");
    if (ledger.pending()) ledger.commit();
  }
  return ledger.takeProblem() ?? SAVED;
}

/** A transport to the SCORM 1.2 LMS around the page. Where there is none, mode "unrecorded", and it keeps nothing. */
export function scorm12(course: CourseContract, surroundings: Partial<Surroundings> = {}): Transport {
  const { window: from = window, store = storeOf(() => localStorage), patienceMilliseconds = 3000, onWritten = hearStore, isReachable = hasNetwork } = surroundings;
  let session: Session | null = null;

  async function launch(listener: Listener): Promise<Launch> {
    const api = await awaitApi(from, patienceMilliseconds);
    const wire = api && wireTo(api);
    if (!wire || !wire.open()) return NO_LMS;
    const status = word(await firstStatus(wire, Math.min(patienceMilliseconds, LATE_DATA_MILLISECONDS)));
    const [held, mode, mastery, learner] = [SUSPEND, "cmi.core.lesson_mode", "cmi.student_data.mastery_score", "cmi.core.student_id"].map(
      (element) => said(wire.get(element)),
    ) as [string, string, string, string];
    // A learner who has begun and of whom nothing can be read has met an LMS in trouble: to go on would write an empty
    // state over theirs. A first launch is spared the question, for there is nothing yet to be lost.
    if (status === "" || (held === "" && status !== "not attempted")) {
      if (isTrouble(wire.get(STATUS), wire.error()) || isTrouble(wire.get(SUSPEND), wire.error())) return NO_LMS;
    }
    const given = cmiMastery(mastery);
    const ledger = ledgerOf(wire, isReachable);
    const writes = modeOf(word(mode)) === "normal";
    const isBegun = RANK[status] !== undefined;
    const journal = journalFor(writes ? store : null, course.id, learner);
    session = {
      wire,
      course,
      ledger,
      journal,
      listener,
      mastery: given,
      interactions: interactionsIn(ledger),
      objectives: objectivesIn(ledger, wire.get, (part) => markOf(course, part, given)),
      mark: markOf(course, course.score, given),
      writes,
      status: isBegun ? status : "",
      score: undefined,
      open: true,
      whole: Math.max(SHORT, held.length),
      cut: null,
      since: 0,
    };
    ledger.know(SUSPEND, held);
    const resumeData = journal.reconcile(held, held === "" && (status === "" || status === "not attempted"));
    session.interactions.restore(journal.answers());
    if (writes) {
      const own = session;
      onWritten(journal.key, () => void together(own, null));
      // At once: LMSFinish makes "completed" of a status that was never set (RTE 1.2, 3.4.4, cmi.core.lesson_status).
      if (!isBegun) putStatus(session, "incomplete");
      // To the end, also when all is done: after any other exit some LMSs drop suspend_data, and the learner's answers with it.
      wire.set(EXIT, "suspend");
      if (!isBegun) ledger.commit();
    }
    ledger.takeProblem(); // the first save tries again and tells
    return { mode: modeOf(word(mode)), learner, resumeData, masteryScore: given, passed: status === "passed", returnUrl: null };
  }
  return {
    standard: "SCORM 1.2",
    keepsTranscripts: false,
    waiting: () => session?.interactions.unstored() ?? 0,
    prepare: async () => undefined,
    launch,
    save: (report) => (session?.writes ? record(session, report, "save") : SAVED),
    leave(report, leaving) {
      if (!session) return SAVED;
      const status = session.writes ? record(session, report, leaving ? "leaving" : "hidden") : SAVED;
      if (!leaving || !session.open) return status;
      session.open = false;
      const refusal = session.wire.finish();
      return status.state === "saved" && refusal ? refusal : status;
    },
  };
}

/** Apps play packages from the device itself, and store what the device sends. */
function hasNetwork(): boolean {
  return navigator.onLine || !location.protocol.startsWith("http") || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname);
}

function hearStore(key: string, run: () => void): void {
  addEventListener("storage", (event) => {
    if (event.key === key && event.newValue !== null) run();
  });
}

/** The status at the launch. No LMS has an empty one, so one that answers so without an error is still loading. */
async function firstStatus(wire: Wire, milliseconds: number): Promise<string> {
  for (let waited = 0; ; waited += POLL_MILLISECONDS) {
    const status = wire.get(STATUS);
    if (wire.hasThrown()) return status;
    if (said(status) !== "" || !["0", ""].includes(wire.error()) || waited >= milliseconds) return status;
    await new Promise((resume) => setTimeout(resume, POLL_MILLISECONDS));
  }
}
