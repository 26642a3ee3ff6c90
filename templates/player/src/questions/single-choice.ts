// One choice is right. Slot: 1 + the choice's number.

import type { SingleChoiceKey } from "../contract.ts";
import { arrangeChoices, choiceGiven, isRight, markChoices, oneResponse, oneSlot, readChecked, showChecked } from "./choices.ts";
import type { QuestionType } from "./types.ts";

export const singleChoice: QuestionType<SingleChoiceKey> = {
  arrange: arrangeChoices,
  read: readChecked,
  show: showChecked,
  earned: (key, response) => (isRight(key, response) ? key.points : 0),
  slot: oneSlot,
  response: oneResponse,
  given: (key, response) => choiceGiven("choice", key, response),
  mark: markChoices(false),
};
