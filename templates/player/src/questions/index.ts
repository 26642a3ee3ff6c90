// Every question type by its name in the contract. A type that the contract gains does not compile until it is here.

import type { QuestionKey } from "../contract.ts";
import { multipleChoice } from "./multiple-choice.ts";
import { singleChoice } from "./single-choice.ts";
import type { QuestionType } from "./types.ts";

type Registry = { readonly [Type in QuestionKey["type"]]: QuestionType<Extract<QuestionKey, { type: Type }>> };

export const questionTypes: Registry = {
  "single-choice": singleChoice,
  "multiple-choice": multipleChoice,
};

/** The type of a question. The compiler cannot follow that key through a union, so give the functions this key. */
export function questionType(key: QuestionKey): QuestionType<QuestionKey> {
  return questionTypes[key.type];
}
