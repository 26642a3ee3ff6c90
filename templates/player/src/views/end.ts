// The end panel: the result, what still counts with the way there, and that the window may be closed.

import type { CourseContract } from "../contract.ts";
import { isScored } from "../parts.ts";
import type { Demand } from "../outcome.ts";
import type { Mode, Outcome } from "../transport.ts";
import { words } from "../words.ts";
import { make } from "./dom.ts";
import { scoreLine } from "./score.ts";

export interface EndState {
  readonly course: CourseContract;
  readonly outcome: Outcome;
  readonly demands: readonly Demand[];
  /** How long the course was on the screen, in seconds. */
  readonly spent: number;
  readonly mode: Mode;
  readonly mastery: number;
  /** "" where the part's title is on a page that has not been fetched. */
  titleOf(id: string): string;
}

/** A long course's list would be endless: so many entries are shown, the rest is counted. */
const LISTED = 30;

function stillCounts({ demands, titleOf, course, spent }: EndState): HTMLElement {
  const open = demands.filter((demand) => !demand.met);
  const unmet = open.filter(({ op }) => op !== "time_spent");
  const moduleOf = (id: string) => course.modules.find((module) => module.parts.some((part) => part.id === id))?.id ?? "";
  const list = make("ul");
  const named = unmet.filter((demand) => titleOf(demand.part) !== "");
  for (const { part, op } of named.slice(0, LISTED)) {
    const link = make("a", { href: `#${part}`, "data-goto": part }, make("span", {}, titleOf(part)), make("small", {}, words.demands[op]));
    list.append(make("li", {}, link));
  }
  for (const { seconds = 0 } of open.filter(({ op }) => op === "time_spent")) list.append(make("li", {}, words.timeSpent(spent, seconds)));
  // Parts of modules whose titles are not here are counted under their module's.
  const others = new Map<string, { first: string; count: number }>();
  for (const { part } of [...named.slice(LISTED), ...unmet.filter((demand) => titleOf(demand.part) === "")]) {
    const entry = others.get(moduleOf(part)) ?? { first: part, count: 0 };
    entry.count += 1;
    others.set(moduleOf(part), entry);
  }
  for (const [module, { first, count }] of others) {
    const title = document.querySelector(`[data-module="${module}"] h2`)?.textContent?.trim() ?? "";
    list.append(make("li", {}, make("a", { href: `#${first}`, "data-goto": first }, make("span", {}, title), make("small", {}, words.more(count)))));
  }
  return list;
}

export function showEnd(place: HTMLElement, state: EndState): void {
  const { outcome, mode, mastery } = state;
  const done = outcome.completion === "completed";
  const tone = outcome.success === "failed" ? "fail" : done ? "pass" : "";
  const box = make("div", { class: `result ${tone}` }, make("h2", {}, done ? words.completeTitle : words.incomplete));
  if (outcome.score !== null && isScored(state.course)) {
    box.append(...scoreLine(outcome.score, mastery, words.scored(outcome.score), outcome.success === "passed" ? words.passed : words.notPassed));
  }
  const kept = mode === "normal" ? (done ? words.mayClose : words.keepsSaved) : mode === "unrecorded" ? words.notKept : words.mayClose;
  box.append(make("p", {}, done ? `${words.complete} ${kept}` : kept));
  place.replaceChildren(box);
  if (!done) place.append(make("h2", {}, words.stillCounts), stillCounts(state));
}
