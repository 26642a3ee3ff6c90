// The result of a quiz, a test or the course: what was earned, how far the pass mark is, and whether to try again.

import type { QuizContract } from "../contract.ts";
import { words } from "./quiz-words.ts";
import { button, make } from "./dom.ts";
import { scoreLine } from "./score.ts";

export interface AttemptResult {
  readonly part: QuizContract;
  /** Points of this attempt, and of the one that counts. */
  readonly earned: number;
  readonly counted: number;
  /** The questions below say what is right. */
  readonly told: boolean;
  /** Null where the part has nothing to pass. */
  readonly mastery: number | null;
  /** Attempts that are left; null: as many as one likes. */
  readonly left: number | null;
}

/** The panel; its heading can take the focus. */
export function resultPanel({ part, earned, counted, mastery, left, told }: AttemptResult): HTMLElement {
  const score = part.points === 0 ? 1 : earned / part.points;
  const passed = mastery === null || score >= mastery - 1e-9;
  const title = mastery === null ? words.quizDone : passed ? words.passed : words.notPassed;
  const tone = mastery === null ? "" : passed ? " pass" : " fail";
  const panel = make("div", { class: `result${tone}`, "data-result": mastery === null ? "done" : passed ? "passed" : "failed" });
  panel.append(make("h2", { tabindex: -1 }, title));
  if (part.points > 0) panel.append(...scoreLine(score, mastery, words.points(earned, part.points), words.scored(score)));
  if (part.feedback === "after-last" && !told) panel.append(make("p", {}, words.toldLater));
  else if (part.feedback === "never" || part.points === 0) panel.append(make("p", {}, words.recorded));
  else if (part.feedback === "after-quiz" || part.feedback === "after-last") panel.append(make("p", {}, words.review));
  const counts = part.counts ?? "best";
  if (counts === "best" ? counted > earned : counts === "first" && counted !== earned) panel.append(make("p", {}, words.counted[counts](counted, part.points)));
  else if (counts === "last" && left !== 0 && part.points > 0) panel.append(make("p", {}, words.counted.last(counted, part.points)));
  const acts = make("p", { class: "acts" });
  if (left !== 0) acts.append(button("retry", part.retry === "wrong" && score < 1 ? words.retryWrong : words.retry, !passed));
  if (left !== null) acts.append(make("small", {}, left > 0 ? words.attemptsLeft(left) : words.noneLeft));
  if (acts.childNodes.length > 0) panel.append(acts);
  return panel;
}
