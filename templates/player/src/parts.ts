// Parts of the course and where the learner stands in each: what session, rules and outcome have in common.

import type { CourseContract, LabContract, PartContract, QuizContract } from "./contract.ts";
import type { LabState, QuizState, SessionState } from "./session.ts";

/** Viewed, exchanges, result. */
const LAB_HEAD = 3;

const indexes = new WeakMap<CourseContract, ReadonlyMap<string, PartContract>>();

/** All parts by id, in the course's order. */
export function partsOf(course: CourseContract): ReadonlyMap<string, PartContract> {
  let index = indexes.get(course);
  if (!index) {
    index = new Map(course.modules.flatMap((module) => module.parts.map((part) => [part.id, part] as const)));
    indexes.set(course, index);
  }
  return index;
}

/** The name that whatever is kept for something stands under: the first id that it had. */
export function knownAs({ id, renamed_from }: { readonly id: string; readonly renamed_from?: readonly string[] }): string {
  return renamed_from?.[0] ?? id;
}

export function isQuiz(part: PartContract): part is QuizContract {
  return part.kind === "quiz" || part.kind === "test";
}

/** True when an answer is final as it is given; else the attempt is handed in as a whole. */
export function answersAtOnce(part: QuizContract): boolean {
  return (part.feedback ?? "at-once") === "at-once";
}

export function quizOf(state: SessionState, id: string): QuizState | undefined {
  const part = state.parts[id];
  return part && "slots" in part ? part : undefined;
}

export function labOf(state: SessionState, id: string): LabState | undefined {
  const part = state.parts[id];
  return part && "prompts" in part ? part : undefined;
}

/** Of a lab's slots, those of its reflection prompts and those of its topics. */
export function labFlags(part: LabContract, slots: readonly number[]): { readonly prompts: readonly number[]; readonly topics: readonly number[] } {
  const first = part.bits.length - (part.topics?.length ?? 0);
  return { prompts: slots.slice(LAB_HEAD, first), topics: slots.slice(first, part.bits.length) };
}

/** True when the attempt is finished and another is left; with `at`, in seconds of `EPOCH`, also when the cool-down is over. */
export function canRetry(part: QuizContract, quiz: QuizState, at?: number): boolean {
  const isLeft = quiz.submitted && (!part.attempts || quiz.attempt < part.attempts);
  return isLeft && (at === undefined || at >= retryFrom(part, quiz));
}

/** When the next attempt may begin, in seconds of `EPOCH`; 0 for at once. */
export function retryFrom(part: QuizContract, quiz: QuizState): number {
  return quiz.ended ? quiz.ended + (part.cool_down ?? 0) : 0;
}

/** How long this attempt may take in seconds, extra time included; 0 for as long as one likes. */
export function timeLimit(part: QuizContract, quiz: QuizState): number {
  return Math.round((part.time_limit ?? 0) * (quiz.extra ? (part.extra_time?.[quiz.extra - 1] ?? 1) : 1));
}

/** True when no further attempt can change what the part counts with. */
export function isSpent(part: QuizContract, quiz: QuizState): boolean {
  return quiz.best !== null && (part.counts === "first" || (quiz.submitted && !canRetry(part, quiz)));
}

/** The quiz or test that gives the course its score. */
export function scorePart(course: CourseContract): QuizContract | undefined {
  const part = course.score === null ? undefined : partsOf(course).get(course.score);
  return part && isQuiz(part) ? part : undefined;
}

/** The parts that give the course its score, each with its share of it; the shares are 1 together. */
export function scoreShares(course: CourseContract): readonly { readonly part: QuizContract; readonly share: number }[] {
  const single = scorePart(course);
  if (single) return [{ part: single, share: 1 }];
  const parts = (course.shares ?? []).flatMap(({ part: id, weight }) => {
    const part = partsOf(course).get(id);
    return part && isQuiz(part) ? [{ part, weight }] : [];
  });
  const all = parts.reduce((sum, { weight }) => sum + weight, 0);
  return parts.map(({ part, weight }) => ({ part, share: weight / all }));
}

/** True when a part, or several, give the course a score. */
export function isScored(course: CourseContract): boolean {
  return scoreShares(course).length > 0;
}

/** Four decimals: what the saved state keeps, and the most that cmi5 takes. */
export function rounded(score: number): number {
  return Math.round(score * 10000) / 10000;
}

/** The best finished attempt's score, 0 to 1 and not rounded; null before the first is finished.
 *
 * The course's own best score stands in where a new version of the course has dropped the part's points. */
export function bestScore(course: CourseContract, state: SessionState, part: QuizContract): number | null {
  const points = quizOf(state, part.id)?.best ?? null;
  const live = points === null ? null : part.points === 0 ? 1 : points / part.points;
  // Where the last attempt counts, a score may fall; below a pass it does not.
  const latched = part.id === course.score && (live === null || (part.counts ?? "best") === "best" || state.passed) ? state.best : null;
  return live === null || (latched !== null && latched > rounded(live)) ? latched : live;
}

/** What the part has to reach: the LMS's word where it has one and the part gives the course its score, else
 * the part's own mastery score, else the course's. */
export function masteryScore(course: CourseContract, part: QuizContract, mastery?: number | null): number {
  const lms = part.id === course.score ? mastery : null;
  return lms ?? part.mastery_score ?? course.mastery_score;
}

/** Points are whole and the threshold is decimal, so equality has to survive the division. */
export function reaches(score: number | null, threshold: number): boolean {
  return score !== null && score >= threshold - 1e-9;
}

/** True when the best attempt reached the part's mastery score, or the course is passed for good by it. */
export function isPassed(
  course: CourseContract,
  state: SessionState,
  part: QuizContract,
  mastery?: number | null,
): boolean {
  if (part.id === course.score && state.passed) return true;
  return reaches(bestScore(course, state, part), masteryScore(course, part, mastery));
}

/** True when a page was viewed, a quiz or test finished once, a lab done in whichever way. */
export function isDone(course: CourseContract, state: SessionState, part: PartContract): boolean {
  if (isQuiz(part)) return bestScore(course, state, part) !== null || (part.id === course.score && state.passed);
  if (part.kind !== "lab") return state.parts[part.id]?.viewed ?? false;
  return (labOf(state, part.id)?.result ?? "none") !== "none";
}
