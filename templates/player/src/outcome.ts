// What the state amounts to: completion, success, score, progress, and which parts are open.

import type { CourseContract, PartContract, QuizContract } from "./contract.ts";
import { bestScore, isDone, isPassed, isQuiz, isSpent, labOf, partsOf, quizOf, reaches, rounded, scoreShares } from "./parts.ts";
import { type Demand, demandsOf } from "./rules.ts";
import type { SessionState } from "./session.ts";
import type { Outcome, PartRecord } from "./transport.ts";

export type { Demand } from "./rules.ts";

/** What the completion rule asks, met or not. `mastery` is the LMS's, where it hands one over. */
export function demands(course: CourseContract, state: SessionState, mastery?: number | null): readonly Demand[] {
  return demandsOf(course, state, course.completion, mastery);
}

/** The course as a whole. Completed and passed are for good; a score never falls below a pass.
 *
 * Without parts that give the score, success follows completion unless the author has a rule for it, and the score is 1 then. With
 * several, each counts by its share, what is not done yet as nothing: there is a score once all are done, or the pass mark
 * is reached without the rest. */
export function outcome(course: CourseContract, state: SessionState, mastery?: number | null): Outcome {
  const asked = demands(course, state, mastery);
  const met = asked.filter((demand) => demand.met).length;
  const completed = state.completed || met === asked.length;
  const begun = state.bookmark !== "" || Object.values(state.parts).some(({ viewed }) => viewed);
  const completion = completed ? "completed" : begun ? "incomplete" : "unknown";
  const progress = completed || asked.length === 0 ? 1 : met / asked.length;
  const wanted = course.success ? demandsOf(course, state, course.success, mastery) : null;
  const shares = scoreShares(course);
  if (shares.length === 0) {
    const passed = state.passed || (wanted ? wanted.every((demand) => demand.met) : completed);
    const lost = wanted !== null && !passed && isLost(course, state, wanted);
    const score = completed || (wanted !== null && passed) ? 1 : null;
    return { completion, success: passed ? "passed" : lost ? "failed" : "unknown", score, progress, final: passed || lost };
  }
  const scores = shares.map(({ part, share }) => ({ part, share, best: bestScore(course, state, part) }));
  const sum = scores.reduce((total, { share, best }) => total + share * (best ?? 0), 0);
  const single = shares.length === 1 ? shares[0] : undefined;
  const reached = single ? isPassed(course, state, single.part, mastery) : reaches(sum, mastery ?? course.mastery_score);
  const passed = state.passed || (wanted ? wanted.every((demand) => demand.met) : reached);
  const isWhole = scores.every(({ best }) => best !== null);
  // A new version may have taken a part's points away; what was earned stays.
  // A pass without a score would be no pass in SCORM 1.2, so there is one as soon as there is a pass.
  const isEnough = passed && (wanted !== null || (shares.length > 1 && scores.some(({ best }) => best !== null)));
  const live = isWhole || isEnough ? sum : null;
  const falls = scores.some(({ part }) => (part.counts ?? "best") !== "best") && !state.passed;
  const best = state.best !== null && (live === null || (!falls && state.best > rounded(live))) ? state.best : live;
  const spent = isWhole && scores.every(({ part }) => partSpent(state, part));
  const lost = wanted ? isLost(course, state, wanted) : spent;
  return {
    completion,
    success: passed ? "passed" : best === null && !lost ? "unknown" : "failed",
    score: best === null ? null : rounded(best),
    progress,
    final: passed || lost,
  };
}

function partSpent(state: SessionState, part: QuizContract): boolean {
  const quiz = quizOf(state, part.id);
  return quiz !== undefined && isSpent(part, quiz);
}

/** True when all that is still wanted is of quizzes and tests that no attempt can change. */
function isLost(course: CourseContract, state: SessionState, wanted: readonly Demand[]): boolean {
  const open = wanted.filter(({ met }) => !met);
  return open.length > 0 && open.every(({ part: id }) => {
    const part = partsOf(course).get(id);
    return part !== undefined && isQuiz(part) && partSpent(state, part);
  });
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
  // A survey has nothing to pass and no score.
  if (part.points === 0) return { part: id, completion, success: "unknown", score: null, way: null };
  const best = bestScore(course, state, part);
  const success = isPassed(course, state, part, mastery) ? "passed" : best === null ? "unknown" : "failed";
  return { part: id, completion, success, score: best === null ? null : rounded(best), way: null };
}

/** What must be done before a part opens: the first thing of it that is not done; null where the part is open.
 *
 * With sequential navigation, every part before it is to be done; `requires` asks for more in either case. */
export function lockOf(course: CourseContract, state: SessionState, id: string, mastery?: number | null): Demand | null {
  const first = course.navigation === "free" ? null : firstUndone(course, state);
  if (first && first.id !== id && first.place < placeOf(course, id)) return { part: first.id, op: first.op, score: null, met: false };
  const requires = partsOf(course).get(id)?.requires;
  return (requires && demandsOf(course, state, requires, mastery).find(({ met }) => !met)) ?? null;
}

interface Undone {
  readonly id: string;
  readonly place: number;
  readonly op: Demand["op"];
}

/** One for each state that is asked about: the contents ask it for every part. */
const undone = new WeakMap<SessionState, Undone | null>();
const places = new WeakMap<CourseContract, ReadonlyMap<string, number>>();

/** The first part in order that is not done; null where all are. */
function firstUndone(course: CourseContract, state: SessionState): Undone | null {
  const known = undone.get(state);
  if (known !== undefined) return known;
  const part = [...partsOf(course).values()].find((one) => !isDone(course, state, one));
  const found = part ? { id: part.id, place: placeOf(course, part.id), op: doneBy(part) } : null;
  undone.set(state, found);
  return found;
}

/** A part's place in the course's order; the end for an id that the course does not have. */
function placeOf(course: CourseContract, id: string): number {
  const order = places.get(course) ?? new Map([...partsOf(course).keys()].map((part, place) => [part, place]));
  places.set(course, order);
  return order.get(id) ?? order.size;
}

function doneBy(part: PartContract): Demand["op"] {
  return isQuiz(part) ? "answered" : part.kind === "lab" ? "exchanges" : "viewed";
}

/** True when the learner may open the part. */
export function unlocked(course: CourseContract, state: SessionState, id: string): boolean {
  return partsOf(course).has(id) && lockOf(course, state, id) === null;
}
