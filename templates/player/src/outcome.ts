// What the state amounts to: completion, success, score, progress, and which parts are open.

import type { CourseContract } from "./contract.ts";
import { bestScore, canRetry, isDone, isPassed, isQuiz, labOf, partsOf, quizOf, rounded, scorePart } from "./parts.ts";
import { type Demand, demandsOf } from "./rules.ts";
import type { SessionState } from "./session.ts";
import type { Outcome, PartRecord } from "./transport.ts";

export type { Demand } from "./rules.ts";

/** What the completion rule asks, met or not. `mastery` is the LMS's, where it hands one over. */
export function demands(course: CourseContract, state: SessionState, mastery?: number | null): readonly Demand[] {
  return demandsOf(course, state, course.completion, mastery);
}

/** The course as a whole. Completed and passed are for good; a score never falls.
 *
 * Without a part that gives the score, success is "passed" and the score 1 once the course is completed. */
export function outcome(course: CourseContract, state: SessionState, mastery?: number | null): Outcome {
  const asked = demands(course, state, mastery);
  const met = asked.filter((demand) => demand.met).length;
  const completed = state.completed || met === asked.length;
  const begun = Object.values(state.parts).some(({ viewed }) => viewed);
  const completion = completed ? "completed" : begun ? "incomplete" : "unknown";
  const progress = completed ? 1 : met / asked.length;
  const part = scorePart(course);
  if (!part) {
    const passed = completed || state.passed;
    return { completion, success: passed ? "passed" : "unknown", score: completed ? 1 : null, progress, final: passed };
  }
  const best = bestScore(course, state, part);
  const passed = isPassed(course, state, part, mastery);
  const quiz = quizOf(state, part.id);
  const spent = best !== null && quiz !== undefined && quiz.submitted && !canRetry(part, quiz);
  return {
    completion,
    success: passed ? "passed" : best === null ? "unknown" : "failed",
    score: best === null ? null : rounded(best),
    progress,
    final: passed || spent,
  };
}

/** One part: "unknown" until it has been on the screen. An id that the course does not have is untouched. */
export function partRecord(
  course: CourseContract,
  state: SessionState,
  id: string,
  mastery?: number | null,
): PartRecord {
  const part = partsOf(course).get(id);
  if (!part) return { part: id, completion: "unknown", success: "unknown", score: null, way: null };
  const done = isDone(course, state, part);
  const completion = done ? "completed" : state.parts[id]?.viewed ? "incomplete" : "unknown";
  const result = labOf(state, id)?.result ?? "none";
  if (!isQuiz(part)) return { part: id, completion, success: "unknown", score: null, way: result === "none" ? null : result };
  const best = bestScore(course, state, part);
  const success = isPassed(course, state, part, mastery) ? "passed" : best === null ? "unknown" : "failed";
  return { part: id, completion, success, score: best === null ? null : rounded(best), way: null };
}

/** How many parts, from the first on, the learner may open: all where navigation is free, else as far as the
 * first that is not done. */
export function reach(course: CourseContract, state: SessionState): number {
  const parts = [...partsOf(course).values()];
  if (course.navigation === "free") return parts.length;
  const open = parts.findIndex((part) => !isDone(course, state, part));
  return open < 0 ? parts.length : open + 1;
}

/** True when the learner may open the part: with sequential navigation, when all parts before it are done. */
export function unlocked(course: CourseContract, state: SessionState, id: string): boolean {
  const place = [...partsOf(course).keys()].indexOf(id);
  return place >= 0 && place < reach(course, state);
}
