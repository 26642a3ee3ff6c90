// One or more choices are right. Slot: a bit mask, bit n for the choice with number n.

import type { MultipleChoiceKey } from "../contract.ts";
import { arrangeChoices, choiceGiven, inOrder, isPossible, markChoices, numbered, readChecked, showChecked } from "./choices.ts";
import { earnedFor } from "./credit.ts";
import type { QuestionType } from "./types.ts";

export const multipleChoice: QuestionType<MultipleChoiceKey> = {
  arrange: arrangeChoices,
  read: readChecked,
  show: showChecked,
  /** Per option: the share of options that are rightly chosen or rightly left. Right minus wrong: of the right ones, those chosen
   * less those wrongly chosen. No answer earns nothing, though it leaves the wrong ones. */
  earned(key, response) {
    if (response.length === 0 || !isPossible(key, response)) return 0;
    const { choices, credit, points } = key;
    const hits = choices.filter(({ id, correct }) => correct && response.includes(id)).length;
    const slips = choices.filter(({ id, correct }) => !correct && response.includes(id)).length;
    const wanted = choices.filter(({ correct }) => correct).length;
    if (credit !== "per-option") return earnedFor(points, credit, hits, slips, wanted);
    const wrong = slips + wanted - hits;
    return earnedFor(points, credit, choices.length - wrong, wrong, choices.length);
  },
  slot(key, response) {
    if (!isPossible(key, response)) return 0;
    return numbered(key).reduce((mask, id, number) => mask + (response.includes(id) ? 2 ** number : 0), 0);
  },
  response(key, slot) {
    const ids = numbered(key);
    if (typeof slot === "string" || !(slot > 0 && slot < 2 ** ids.length)) return [];
    return inOrder(key, ids.filter((_id, number) => (slot >> number) & 1));
  },
  given: (key, response) => choiceGiven("choice", key, response),
  mark: markChoices(true),
};
