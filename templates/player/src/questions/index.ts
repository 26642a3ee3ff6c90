// Every question type by its name in the contract. A type that the contract gains does not compile until it is in one of
// the two lists. The first comes with every player; the others with questions.js, which a package has where its course needs it.

import type { QuestionKey } from "../contract.ts";
import type { FurtherTypes } from "./further.ts";
import { multipleChoice } from "./multiple-choice.ts";
import { singleChoice } from "./single-choice.ts";
import { trueFalse } from "./true-false.ts";
import type { QuestionType } from "./types.ts";

/** Question types by name; each with the key of its name. */
export type Types<Name extends QuestionKey["type"]> = { readonly [Type in Name]: QuestionType<Extract<QuestionKey, { type: Type }>> };
type LaunchName = "single-choice" | "multiple-choice" | "true-false";
export type FurtherName = Exclude<QuestionKey["type"], LaunchName>;

declare global {
  var scormpackQuestions: FurtherTypes | undefined;
}

const launchTypes: Types<LaunchName> = {
  "single-choice": singleChoice,
  "multiple-choice": multipleChoice,
  "true-false": trueFalse,
};

/** True when the type comes with questions.js. */
export function isFurther(key: QuestionKey): boolean {
  return !(key.type in launchTypes);
}

/** The type of a question. The compiler cannot follow that key through a union, so give the functions this key. Throws where
 * questions.js is wanted and not there. */
export function questionType(key: QuestionKey): QuestionType<QuestionKey> {
  const all = { ...launchTypes, ...globalThis.scormpackQuestions } as Types<QuestionKey["type"]>;
  const type = all[key.type] as QuestionType<QuestionKey> | undefined;
  if (!type) throw new Error(key.type);
  return type;
}
