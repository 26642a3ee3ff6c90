// True or false. Slot: 1 false, 2 true: the ids' number, as for any choice.

import type { TrueFalseKey } from "../contract.ts";
import { choiceGiven, isRight, markChoices, oneResponse, oneSlot, readChecked, showChecked } from "./choices.ts";
import type { QuestionType } from "./types.ts";

export const trueFalse: QuestionType<TrueFalseKey> = {
  read: readChecked,
  show: showChecked,
  earned: (key, response) => (isRight(key, response) ? key.points : 0),
  slot: oneSlot,
  response: oneResponse,
  given: (key, response) => choiceGiven("true-false", key, response),
  mark: markChoices(false),
};
