// What a question type is to the player.

import type { QuestionKey } from "../contract.ts";

/** What the saved state keeps of a response: a whole number, or a text where a learner types. 0 and "" are unanswered. */
export type Slot = number | string;

/** What a learner answered, in the words that the key's type documents (contract.ts); empty for nothing. */
export type Response = readonly string[];

/** A question and a response as a report tells them, in no standard's words yet. `right`: ways of being wholly right, none
 * where nothing is right or wrong. An item and its place are `item.place`. */
export interface Given {
  readonly kind: "choice" | "true-false" | "fill-in" | "long-fill-in" | "numeric" | "matching" | "sequencing" | "likert";
  /** Ids in the author's order: choices, steps, items. */
  readonly options: readonly string[];
  readonly targets: readonly string[];
  readonly right: readonly Response[];
  readonly chosen: Response;
}

/** Puts things into an order of the learner's own. */
export type Mix = <T>(items: readonly T[]) => readonly T[];

/** What a question's controls may ask of the player. */
export interface Desk {
  /** The learner changed something that no `change` event tells. */
  changed(): void;
  /** Keeps a text in this browser, apart from the saved state; null where nothing is kept. */
  recall(): string | null;
  keep(text: string): void;
}

/** Only `bind`, `arrange`, `read`, `show` and `mark` touch the document. */
export interface QuestionType<Key extends QuestionKey> {
  /** Brings in what only a script can use. Called once. */
  bind?(field: HTMLElement, key: Key, desk: Desk): void;
  /** A new attempt begins: what has no order of its own gets one. `shuffle`: the author asked for it. */
  arrange?(field: HTMLElement, key: Key, mix: Mix, shuffle: boolean): void;
  /** What is chosen or typed, whatever order the learner saw it in; empty where it is no answer yet. */
  read(field: HTMLElement, key: Key): Response;
  /** Puts the response on the screen; an empty one clears it. */
  show(field: HTMLElement, response: Response, key: Key): void;
  /** Points, in whole hundredths; 0 where there is nothing to earn. */
  earned(key: Key, response: Response): number;
  /** 0 or "" for a response that the question cannot have. Depends on ids and texts alone, not on the author's order. */
  slot(key: Key, response: Response): Slot;
  /** What the slot stands for; empty for a slot that the question cannot have. */
  response(key: Key, slot: Slot): Response;
  given(key: Key, response: Response): Given;
  /** Signs on what is right and wrong; gives back what is to be said of it, a text as HTML. `reveal`: what was not found is shown too. */
  mark(field: HTMLElement, key: Key, response: Response, reveal: boolean): readonly (string | Node)[];
}
