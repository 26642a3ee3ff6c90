// Reports -> statements in the outbox, and the resume document. What was told before is known from the state that the
// learner came with, as it was saved: its statements had been kept by then. What the course of today makes of that state may be
// more, under a new version or another mark, and is still to be told.

import type { CourseContract } from "../contract.ts";
import { isSameState } from "../journal.ts";
import type { ResumeDocument } from "../lrs/resume-document.ts";
import type { Outbox } from "../lrs/outbox.ts";
import { outcome } from "../outcome.ts";
import { isScored, labOf, masteryScore, scorePart } from "../parts.ts";
import { decode } from "../resume.ts";
import type { Report, SaveStatus } from "../transport.ts";
import { ofAnswer, ofAttempt, ofExchange, ofLab, ofOutcome, ofProgress, ofSession, ofView, type Voice } from "./statements.ts";
import type { Statement } from "./statement.ts";

/** The version of the document in the State resource. */
export const DOCUMENT_FORMAT = 1;

export interface Recorder {
  save(report: Report): SaveStatus;
  /** `ends`: the session is closed, and nothing more is told in it. */
  leave(report: Report, ends: boolean): SaveStatus;
}

export interface Recording {
  readonly voice: Voice;
  readonly outbox: Outbox;
  readonly resumeDocument: ResumeDocument;
  /** What the learner came with; "" at first. */
  readonly resumeData: string;
  /** The LMS's mastery score, 0 to 1, where it hands one over. */
  readonly mastery: number | null;
  readonly now?: () => Date;
}

const percent = (progress: number): number => Math.floor(progress * 100 + 1e-9);

export function startRecorder({ voice, outbox, resumeDocument, resumeData, mastery, now = () => new Date() }: Recording): Recorder {
  const { course } = voice;
  const { state } = decode(course, resumeData);
  const before = outcome(course, state, mastery);
  const seen = new Set(partIdsOf(course).filter((id) => state.parts[id]?.viewed));
  const done = new Set(partIdsOf(course).filter((id) => (labOf(state, id)?.result ?? "none") !== "none"));
  let told = percent(before.progress);
  let { completed, passed } = state;
  let failed = before.success === "failed" && before.final;
  let failedHere = false;
  let kept = resumeData;
  let closed = false;

  const scored = scorePart(course);
  const own = scored ? masteryScore(course, scored, mastery) : (mastery ?? course.mastery_score);
  // Where the author has a rule for success, no score alone decides, and a fail may have any.
  const mark = course.success ? Infinity : isScored(course) ? own : 1;
  /** Four decimals of a score below the mark may read as the mark, and a fail must not (cmi5, 9.3.5). */
  const below = (score: number | null): number | null => (score !== null && score >= mark ? Math.max(0, Math.ceil(mark * 10000 - 1) / 10000) : score);

  const statementsOf = (report: Report): readonly Statement[] => {
    const at = now();
    const fresh = report.parts.filter(({ part, completion }) => completion !== "unknown" && !seen.has(part));
    const labs = report.parts.flatMap(({ part, way }) => (way && !done.has(part) ? [{ part, way }] : []));
    const { outcome: result, sessionSeconds } = report;
    const made: Statement[] = [
      ...fresh.map(({ part }) => ofView(voice, part, at)),
      ...report.exchanges.map((record) => ofExchange(voice, record)),
      ...report.answers.map((record) => ofAnswer(voice, record)),
      ...report.attempts.map((record) => ofAttempt(voice, record)),
      ...labs.map(({ part, way }) => ofLab(voice, part, way, at)),
    ];
    for (const { part } of fresh) seen.add(part);
    for (const { part } of labs) done.add(part);
    const share = percent(result.progress);
    if (share > told && result.completion !== "completed") made.push(ofProgress(voice, share, at));
    told = Math.max(told, share);
    if (result.completion === "completed" && !completed) {
      completed = true;
      made.push(ofOutcome(voice, "completed", result, at, sessionSeconds));
    }
    // One verdict a session (cmi5, 9.3): a pass that another window brings after the fail here is told there.
    if (result.success === "passed" && !passed && !failedHere) {
      passed = true;
      made.push(ofOutcome(voice, "passed", result, at, sessionSeconds));
    }
    if (result.success === "failed" && result.final && !passed && !failed) {
      failed = failedHere = true;
      made.push(ofOutcome(voice, "failed", { ...result, score: below(result.score) }, at, sessionSeconds));
    }
    return made;
  };

  const record = (report: Report): SaveStatus => {
    if (closed) return { state: "unsaved", trouble: "denied", code: "", detail: "the session is closed" };
    const made = statementsOf(report);
    if (made.length > 0) outbox.add(made);
    if (!isSameState(kept, report.resumeData)) {
      kept = report.resumeData;
      resumeDocument.write({ format: DOCUMENT_FORMAT, resume: report.resumeData });
    }
    return { state: "saving" }; // the wire answers later, through the listener
  };

  return {
    save: record,
    leave(report, ends) {
      const status = record(report);
      if (ends && !closed) {
        closed = true;
        const at = now();
        outbox.add([
          ...(completed ? [] : [ofSession(voice, "suspended", at, report.sessionSeconds)]),
          ofSession(voice, "terminated", at, report.sessionSeconds),
        ]);
      }
      resumeDocument.leave();
      outbox.leave();
      return status;
    },
  };
}

const partIdsOf = (course: CourseContract): readonly string[] => course.modules.flatMap(({ parts }) => parts.map(({ id }) => id));
