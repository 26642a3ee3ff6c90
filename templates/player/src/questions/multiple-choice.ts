// One or more choices are right; all of them, and no other, earn the points. Slot: a bit mask, bit n for the choice
// with number n.

import type { MultipleChoiceKey } from "../contract.ts";
import { inOrder, isPossible, isRight, numbered, readChecked, showChecked } from "./choices.ts";
import type { QuestionType } from "./types.ts";

export const multipleChoice: QuestionType<MultipleChoiceKey> = {
  read: readChecked,
  show: showChecked,
  earned: (key, response) => (isRight(key, response) ? key.points : 0),
  slot(key, response) {
    if (!isPossible(key, response)) return 0;
    return numbered(key).reduce((mask, id, number) => mask + (response.includes(id) ? 2 ** number : 0), 0);
  },
  response(key, slot) {
    const ids = numbered(key);
    if (!(slot > 0 && slot < 2 ** ids.length)) return [];
    return inOrder(key, ids.filter((_id, number) => (slot >> number) & 1));
  },
};
