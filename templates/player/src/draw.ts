// Which questions of a pool an attempt asks: drawn anew for each attempt, the same at every visit to it.

import type { QuizContract } from "./contract.ts";
import { knownAs } from "./parts.ts";
import type { Slot } from "./questions/types.ts";
import { fnv1a } from "./shuffle.ts";

/** A hash of which every bit hangs on every bit of the text: ids that differ in their last letter are far apart. */
function lot(text: string): number {
  let hash = fnv1a(text);
  for (const factor of [0x85ebca6b, 0xc2b2ae35]) hash = Math.imul(hash ^ (hash >>> 16), factor);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The numbers of the questions, in the author's order. Each question draws a lot of its own, so that a question which a new version
 * adds or takes away moves no other; what has an answer stays. Attempt 0 has the questions of attempt 1. */
export function drawnQuestions(part: QuizContract, ids: readonly string[], learner: string, attempt: number, slots: readonly Slot[]): readonly number[] {
  const left = new Set<number>();
  for (const { count, of } of part.draw ?? []) {
    const lots = of.map((at) => ({ at, answered: Boolean(slots[at]), lot: lot([learner, knownAs(part), attempt || 1, ids[at]].join("\0")) }));
    lots.sort((a, b) => Number(b.answered) - Number(a.answered) || a.lot - b.lot || a.at - b.at);
    for (const { at } of lots.slice(count)) left.add(at);
  }
  return ids.map((_id, at) => at).filter((at) => !left.has(at));
}
