// Written by `python -m scormpack.contract_typescript` from scormpack/answer_key.py. Do not edit.

export type Credit = "all-or-nothing" | "per-option" | "right-minus-wrong";
export type QuestionKey = SingleChoiceKey | MultipleChoiceKey | TrueFalseKey | ShortTextKey | NumericKey | MatchingKey | CategoriseKey | OrderingKey | FillInKey | LikertKey | LongTextKey;

/** What is said of a whole answer, as HTML, "" where the author wrote nothing. */
export interface Told {
  readonly right?: string;
  readonly partly?: string;
  readonly wrong?: string;
  readonly model_answer?: string;
}

/** What every question's key has. ``points`` 0: nothing to earn, no answer is wrong. ``hints`` are HTML.

``hint_cost``: points that each hint takes off what the answer earns, never below 0. ``was``: the id that saved states know,
for what was renamed inside the question; ``renamed_from``: the question's own former ids. */
export interface Asked {
  readonly id: string;
  readonly points: number;
  readonly hints?: readonly string[];
  readonly hint_cost?: number;
  readonly told?: Told;
  readonly was?: { readonly [key: string]: string };
  readonly renamed_from?: readonly string[];
}

/** One option, in the author's order; ``feedback`` is HTML, empty where the author wrote none. */
export interface ChoiceKey {
  readonly id: string;
  readonly correct?: boolean;
  readonly feedback?: string;
}

/** Exactly one option is right. A response is its id. */
export interface SingleChoiceKey {
  readonly id: string;
  readonly points: number;
  readonly hints?: readonly string[];
  readonly hint_cost?: number;
  readonly told?: Told;
  readonly was?: { readonly [key: string]: string };
  readonly renamed_from?: readonly string[];
  readonly type: "single-choice";
  readonly choices: readonly ChoiceKey[];
}

/** One or more options are right. A response is the chosen ids. */
export interface MultipleChoiceKey {
  readonly id: string;
  readonly points: number;
  readonly hints?: readonly string[];
  readonly hint_cost?: number;
  readonly told?: Told;
  readonly was?: { readonly [key: string]: string };
  readonly renamed_from?: readonly string[];
  readonly type: "multiple-choice";
  readonly choices: readonly ChoiceKey[];
  readonly credit?: Credit;
}

/** Two options, ``true`` and ``false``, of which one is right. A response is its id. */
export interface TrueFalseKey {
  readonly id: string;
  readonly points: number;
  readonly hints?: readonly string[];
  readonly hint_cost?: number;
  readonly told?: Told;
  readonly was?: { readonly [key: string]: string };
  readonly renamed_from?: readonly string[];
  readonly type: "true-false";
  readonly choices: readonly ChoiceKey[];
}

/** What a typed answer may be, told apart after white space, quotes and (unless it matters) case are evened out.

``patterns`` are regular expressions for the whole answer. ``longest`` is in UTF-16 code units. */
export interface AcceptedText {
  readonly answers?: readonly string[];
  readonly patterns?: readonly string[];
  readonly match_case?: boolean;
  readonly ignore_accents?: boolean;
  readonly longest: number;
}

/** A word or a phrase. A response is the text. */
export interface ShortTextKey {
  readonly id: string;
  readonly points: number;
  readonly hints?: readonly string[];
  readonly hint_cost?: number;
  readonly told?: Told;
  readonly was?: { readonly [key: string]: string };
  readonly renamed_from?: readonly string[];
  readonly type: "short-text";
  readonly accepted: AcceptedText;
}

/** A unit by the name that is shown; ``factor`` brings a number in it to the first unit. */
export interface UnitKey {
  readonly name: string;
  readonly factor: number;
}

/** A number, right when it is within ``tolerance`` of ``answer`` in the first unit.

A response is the number as a plain decimal, and the unit's name ("" where there are no units). */
export interface NumericKey {
  readonly id: string;
  readonly points: number;
  readonly hints?: readonly string[];
  readonly hint_cost?: number;
  readonly told?: Told;
  readonly was?: { readonly [key: string]: string };
  readonly renamed_from?: readonly string[];
  readonly type: "numeric";
  readonly answer: number;
  readonly tolerance?: number;
  readonly units?: readonly UnitKey[];
}

/** An item and the id of where it belongs; ``feedback`` is HTML. */
export interface PlacedKey {
  readonly id: string;
  readonly to: string;
  readonly feedback?: string;
}

/** Each item has its own match among ``targets``. A response is ``item.target`` for each item that is matched. */
export interface MatchingKey {
  readonly id: string;
  readonly points: number;
  readonly hints?: readonly string[];
  readonly hint_cost?: number;
  readonly told?: Told;
  readonly was?: { readonly [key: string]: string };
  readonly renamed_from?: readonly string[];
  readonly type: "matching";
  readonly items: readonly PlacedKey[];
  readonly targets: readonly string[];
  readonly credit?: Credit;
}

/** Each item belongs to one of ``targets``. A response is ``item.target`` for each item that is placed. */
export interface CategoriseKey {
  readonly id: string;
  readonly points: number;
  readonly hints?: readonly string[];
  readonly hint_cost?: number;
  readonly told?: Told;
  readonly was?: { readonly [key: string]: string };
  readonly renamed_from?: readonly string[];
  readonly type: "categorise";
  readonly items: readonly PlacedKey[];
  readonly targets: readonly string[];
  readonly credit?: Credit;
}

/** Items in their right order. A response is all ids in the learner's. */
export interface OrderingKey {
  readonly id: string;
  readonly points: number;
  readonly hints?: readonly string[];
  readonly hint_cost?: number;
  readonly told?: Told;
  readonly was?: { readonly [key: string]: string };
  readonly renamed_from?: readonly string[];
  readonly type: "ordering";
  readonly items: readonly string[];
  readonly credit?: Credit;
}

/** One blank. With ``options``, one of them is chosen and none is typed. */
export interface BlankKey {
  readonly id: string;
  readonly accepted: AcceptedText;
  readonly options?: readonly string[];
}

/** Blanks in a text. A response is one text a blank, in the author's order, "" where it is empty. */
export interface FillInKey {
  readonly id: string;
  readonly points: number;
  readonly hints?: readonly string[];
  readonly hint_cost?: number;
  readonly told?: Told;
  readonly was?: { readonly [key: string]: string };
  readonly renamed_from?: readonly string[];
  readonly type: "fill-in";
  readonly blanks: readonly BlankKey[];
  readonly credit?: Credit;
}

/** A scale; nothing is right or wrong. A response is the id of a step of it. */
export interface LikertKey {
  readonly id: string;
  readonly points: number;
  readonly hints?: readonly string[];
  readonly hint_cost?: number;
  readonly told?: Told;
  readonly was?: { readonly [key: string]: string };
  readonly renamed_from?: readonly string[];
  readonly type: "likert";
  readonly scale: readonly string[];
}

/** What a learner holds the own text against; ``text`` is HTML. */
export interface CriterionKey {
  readonly id: string;
  readonly text: string;
  readonly weight?: number;
}

/** A text that the learner judges by a rubric. A response is the text, then the ids of the criteria that it meets. */
export interface LongTextKey {
  readonly id: string;
  readonly points: number;
  readonly hints?: readonly string[];
  readonly hint_cost?: number;
  readonly told?: Told;
  readonly was?: { readonly [key: string]: string };
  readonly renamed_from?: readonly string[];
  readonly type: "long-text";
  readonly rubric?: readonly CriterionKey[];
  readonly shortest?: number;
  readonly longest: number;
}

/** The right answers and feedback of one page's questions, by part, in the author's order. */
export interface AnswerKey {
  readonly page: number;
  readonly parts: { readonly [key: string]: readonly QuestionKey[] };
}
