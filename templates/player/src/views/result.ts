// The result of a quiz, a test or the course: what was earned, how far the pass mark is, and whether to try again.

import type { QuizContract } from "../contract.ts";
import { words } from "../words.ts";
import { button, make } from "./dom.ts";

/** The score in words and as a bar with the pass mark on it; `mastery` null where nothing is to be passed. */
export function scoreLine(score: number, mastery: number | null, main: string, ...more: readonly string[]): readonly HTMLElement[] {
  const said = mastery === null ? more : [...more, words.passMark(mastery)];
  const line = make("p", { class: "score" }, make("b", {}, main), ...said.map((text) => make("span", {}, text)));
  const gauge = make("div", { class: "gauge" });
  gauge.style.setProperty("--got", `${score * 100}%`);
  if (mastery !== null) {
    gauge.style.setProperty("--need", `${mastery * 100}%`);
    gauge.append(make("i"));
  }
  return [line, gauge];
}

export interface AttemptResult {
  readonly part: QuizContract;
  /** Points of this attempt, and of the best. */
  readonly earned: number;
  readonly best: number;
  /** Null where the part has nothing to pass. */
  readonly mastery: number | null;
  /** Attempts that are left; null: as many as one likes. */
  readonly left: number | null;
}

/** The panel; its heading can take the focus. */
export function resultPanel({ part, earned, best, mastery, left }: AttemptResult): HTMLElement {
  const score = part.points === 0 ? 1 : earned / part.points;
  const passed = mastery === null || score >= mastery - 1e-9;
  const title = mastery === null ? words.quizDone : passed ? words.passed : words.notPassed;
  const tone = mastery === null ? "" : passed ? " pass" : " fail";
  const panel = make("div", { class: `result${tone}`, "data-result": mastery === null ? "done" : passed ? "passed" : "failed" });
  panel.append(make("h2", { tabindex: -1 }, title));
  panel.append(...scoreLine(score, mastery, words.points(earned, part.points), words.scored(score)));
  if (part.feedback === "never") panel.append(make("p", {}, words.recorded));
  else if (part.feedback === "after-quiz") panel.append(make("p", {}, words.review));
  if (best > earned) panel.append(make("p", {}, words.bestSoFar(best, part.points)));
  const acts = make("p", { class: "acts" });
  if (left !== 0) acts.append(button("retry", words.retry, !passed));
  if (left !== null) acts.append(make("small", {}, left > 0 ? words.attemptsLeft(left) : words.noneLeft));
  if (acts.childNodes.length > 0) panel.append(acts);
  return panel;
}
