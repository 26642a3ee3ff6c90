// Evaluates a completion rule, and says what it asks: the same list decides both.

import type { CourseContract, PartContract, Parts, Rule } from "./contract.ts";
import { bestScore, isDone, isPassed, isQuiz, masteryScore, partsOf, reaches } from "./parts.ts";
import type { SessionState } from "./session.ts";

export type DemandOp = Exclude<Rule["op"], "all" | "any" | "at_least">;

/** One thing that the rule asks of one part, or of the course, which has no id here. `score` is what is to be reached, `seconds`
 * how long it is to be studied; null where none is asked. */
export interface Demand {
  readonly part: string;
  readonly op: DemandOp;
  readonly score: number | null;
  readonly seconds?: number;
  readonly met: boolean;
}

/** What the rule asks, in the rule's order, each thing once. The rule is met when all of it is.
 *
 * Of alternatives, the list holds those of which least is left, the first of equals. */
export function demandsOf(
  course: CourseContract,
  state: SessionState,
  rule: Rule,
  mastery?: number | null,
): readonly Demand[] {
  const seen = new Map<string, Demand>();
  for (const demand of gathered(course, state, rule, mastery)) {
    seen.set(`${demand.part} ${demand.op} ${demand.score}`, demand);
  }
  return [...seen.values()];
}

function gathered(
  course: CourseContract,
  state: SessionState,
  rule: Rule,
  mastery: number | null | undefined,
): readonly Demand[] {
  if (rule.op === "all") return rule.rules.flatMap((inner) => gathered(course, state, inner, mastery));
  if (rule.op === "any" || rule.op === "at_least") {
    const ways = rule.rules.map((inner) => gathered(course, state, inner, mastery));
    const nearest = [...ways].sort((a, b) => open(a) - open(b)).slice(0, rule.op === "any" ? 1 : rule.count);
    return ways.filter((way) => nearest.includes(way)).flat(); // In the author's order.
  }
  if (rule.op === "time_spent") {
    return [{ part: "", op: rule.op, score: null, seconds: rule.seconds, met: (state.seconds ?? 0) >= rule.seconds }];
  }
  const limit = rule.op === "score_at_least" ? rule.score : null;
  return selected(course, rule.of).map((part) => demand(course, state, part, rule.op, limit, mastery));
}

function open(demands: readonly Demand[]): number {
  return demands.filter(({ met }) => !met).length;
}

function selected(course: CourseContract, of: Parts): readonly PartContract[] {
  const parts = partsOf(course);
  if (typeof of === "string") return [...parts.values()].filter(({ kind }) => kind === of);
  return of.map((id) => parts.get(id)).filter((part) => part !== undefined);
}

function demand(
  course: CourseContract,
  state: SessionState,
  part: PartContract,
  op: Exclude<DemandOp, "time_spent">,
  limit: number | null,
  mastery: number | null | undefined,
): Demand {
  const quiz = isQuiz(part) ? part : null;
  const score = op === "passed" && quiz ? masteryScore(course, quiz, mastery) : limit;
  const met = {
    viewed: () => state.parts[part.id]?.viewed ?? false,
    answered: () => quiz !== null && isDone(course, state, quiz),
    exchanges: () => part.kind === "lab" && isDone(course, state, part),
    passed: () => quiz !== null && isPassed(course, state, quiz, mastery),
    score_at_least: () => quiz !== null && reaches(bestScore(course, state, quiz), limit ?? 1),
  }[op]();
  return { part: part.id, op, score, met };
}
