// What a question type is to the player: a record of five functions.

import type { QuestionKey } from "../contract.ts";

/** A response is a list of choice ids, a slot the whole number that the saved state keeps of it (0: unanswered).
 * Only `read` and `show` touch the document. */
export interface QuestionType<Key extends QuestionKey> {
  /** The chosen ids in the author's order, whatever order the learner saw them in. */
  read(fieldset: HTMLElement, key: Key): readonly string[];
  /** Puts the response on the screen; an empty one clears it. */
  show(fieldset: HTMLElement, response: readonly string[]): void;
  /** Points, whole. */
  earned(key: Key, response: readonly string[]): number;
  /** 0 for a response that the question cannot have. Depends on the ids alone, not on the author's order. */
  slot(key: Key, response: readonly string[]): number;
  /** What the slot stands for, in the author's order; empty for a slot that the question cannot have. */
  response(key: Key, slot: number): readonly string[];
}
