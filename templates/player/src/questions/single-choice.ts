// One choice is right. Slot: 1 + the choice's number.

import type { SingleChoiceKey } from "../contract.ts";
import { isRight, numbered, readChecked, showChecked } from "./choices.ts";
import type { QuestionType } from "./types.ts";

export const singleChoice: QuestionType<SingleChoiceKey> = {
  read: readChecked,
  show: showChecked,
  earned: (key, response) => (isRight(key, response) ? key.points : 0),
  slot(key, response) {
    const [id = "", ...more] = response;
    return more.length === 0 ? 1 + numbered(key).indexOf(id) : 0;
  },
  response(key, slot) {
    const id = numbered(key)[slot - 1];
    return id === undefined ? [] : [id];
  },
};
