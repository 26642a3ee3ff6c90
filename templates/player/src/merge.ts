// Two states of the same learner, saved by two windows or two devices, as one that has lost nothing of either.

import type { CourseContract, PartContract } from "./contract.ts";
import { isQuiz, partsOf } from "./parts.ts";
import type { LabState, PartState, QuizState, SessionState } from "./session.ts";

/** What counts is kept from both: what was seen, answered, talked through and passed. Where only one can stand (the part
 * on the screen, an answer given in both) it is `mine`. Leave to keep texts holds only where both have it. Gives back
 * `mine` itself where `theirs` adds nothing. */
export function merge(course: CourseContract, mine: SessionState, theirs: SessionState): SessionState {
  const parts = Object.fromEntries(
    [...partsOf(course)].map(([id, part]) => [id, mergePart(part, mine.parts[id], theirs.parts[id])]),
  ) as SessionState["parts"];
  const merged: SessionState = {
    parts,
    bookmark: mine.bookmark || theirs.bookmark,
    sequence: mine.sequence,
    completed: mine.completed || theirs.completed,
    passed: mine.passed || theirs.passed,
    best: highest(mine.best, theirs.best),
    consented: mine.consented || theirs.consented,
    sharing: mine.sharing && theirs.sharing,
    ...((mine.others ?? theirs.others) === undefined ? {} : { others: mine.others ?? theirs.others ?? "" }),
    ...(mine.seconds === undefined ? {} : { seconds: Math.max(mine.seconds, theirs.seconds ?? 0) }),
  };
  return JSON.stringify(merged) === JSON.stringify({ ...merged, ...mine }) ? mine : merged;
}

function highest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function mergePart(part: PartContract, mine: PartState | undefined, theirs: PartState | undefined): PartState | undefined {
  if (!mine || !theirs) return mine ?? theirs;
  const viewed = mine.viewed || theirs.viewed;
  if ("slots" in mine && "slots" in theirs && isQuiz(part)) {
    const later = mergeAttempt(mine, theirs);
    const ended = mine.ended === undefined ? {} : { ended: Math.max(mine.ended, theirs.ended ?? 0) };
    // What counts is the first, or the last, of attempts that both have: the one who is further knows.
    const best = (part.counts ?? "best") === "best" || mine.best === null || theirs.best === null ? highest(mine.best, theirs.best) : later.best;
    return { ...later, viewed, best, ...ended };
  }
  if ("prompts" in mine && "prompts" in theirs) return { ...mergeLab(mine, theirs), viewed };
  return { ...mine, viewed };
}

/** The later attempt; of the same one, the finished; of two that are open, the answers of both.
 *
 * Two windows that answered one half each of a quiz with feedback at once have together answered all, and nobody has worked
 * out what that earns: the quiz itself does, when it is next on the screen. */
function mergeAttempt(mine: QuizState, theirs: QuizState): QuizState {
  if (mine.attempt !== theirs.attempt) return mine.attempt > theirs.attempt ? mine : theirs;
  if (mine.submitted !== theirs.submitted) return mine.submitted ? mine : theirs;
  if (mine.submitted) return mine;
  const slots = mine.slots.map((slot, at) => slot || (theirs.slots[at] ?? 0));
  // Hints are paid for once, and a clock that was started in one window runs in both.
  const hints = mine.hints && { hints: mine.hints.map((taken, at) => Math.max(taken, theirs.hints?.[at] ?? 0)) };
  const started = mine.started !== undefined && theirs.started && (mine.started === 0 || theirs.started < mine.started) ? { started: theirs.started, extra: theirs.extra ?? 0 } : {};
  return { ...mine, slots, ...hints, ...started };
}

function mergeLab(mine: LabState, theirs: LabState): LabState {
  const prompts = mine.prompts.map((done, at) => done || theirs.prompts[at] === true);
  const result = mine.result === "none" ? theirs.result : mine.result;
  return {
    viewed: mine.viewed || theirs.viewed,
    exchanges: Math.max(mine.exchanges, theirs.exchanges),
    // Each window may have done one half of the reflection.
    result: result === "none" && prompts.length > 0 && prompts.every(Boolean) ? "reflection" : result,
    prompts,
    topics: mine.topics.map((touched, at) => touched || theirs.topics[at] === true),
  };
}
