// Written by `python -m scormpack.contract_typescript` from scormpack/contract.py. Do not edit.

export const CONTRACT_FORMAT = 1;
export const RESUME_FORMAT = 1;
export const LONGEST_TURN = 4000;
export const TOKEN_BUDGET = 6000;

export type Kind = "page" | "lesson" | "quiz" | "lab" | "test";
export type FeedbackTiming = "at-once" | "after-quiz" | "never";
export type Shuffled = "questions" | "choices";
export type Granularity = "question" | "part" | "module";
export type Fallback = "reflect" | "scripted" | "waive" | "block";
export type Parts = Kind | readonly string[];
export type Rule = Viewed | Answered | Exchanges | Passed | ScoreAtLeast | All | AnyOf | AtLeast;
export type PartContract = ReadingContract | QuizContract | LabContract;
export type QuestionKey = SingleChoiceKey | MultipleChoiceKey;

/** True when each of the parts has been on the learner's screen. */
export interface Viewed {
  readonly op: "viewed";
  readonly of: Parts;
}

/** True when the learner has finished at least one attempt at each of the quizzes or tests. */
export interface Answered {
  readonly op: "answered";
  readonly of: Parts;
}

/** True when each of the labs is done: by its conversation, or by what took its place. */
export interface Exchanges {
  readonly op: "exchanges";
  readonly of: Parts;
}

/** True when the best attempt at each of the quizzes or tests reached its mastery score. */
export interface Passed {
  readonly op: "passed";
  readonly of: Parts;
}

/** True when the best attempt at each of the quizzes or tests reached ``score``. */
export interface ScoreAtLeast {
  readonly op: "score_at_least";
  readonly of: Parts;
  readonly score: number;
}

/** True when every rule is. */
export interface All {
  readonly op: "all";
  readonly rules: readonly Rule[];
}

/** True when at least one rule is. */
export interface AnyOf {
  readonly op: "any";
  readonly rules: readonly Rule[];
}

/** True when at least ``count`` of the rules are; 1 to as many as there are rules. */
export interface AtLeast {
  readonly op: "at_least";
  readonly count: number;
  readonly rules: readonly Rule[];
}

/** A page or lesson. ``bits``: viewed. */
export interface ReadingContract {
  readonly kind: "page" | "lesson";
  readonly id: string;
  readonly bits: readonly number[];
}

/** A quiz or test. ``bits``: viewed, attempt, submitted, best, then one width a question in the author's order.

``attempts`` 0 is unlimited. ``mastery_score`` None: the course's. ``points`` is the sum over the questions. */
export interface QuizContract {
  readonly kind: "quiz" | "test";
  readonly id: string;
  readonly bits: readonly number[];
  readonly points: number;
  readonly attempts?: number;
  readonly feedback?: FeedbackTiming;
  readonly shuffle?: readonly Shuffled[];
  readonly mastery_score?: number | null;
}

/** A lab. ``bits``: viewed, exchanges (up to the minimum), outcome, then 1 for each reflection prompt and topic.

``topics`` are ids in the author's order; ``shortest_turn`` and ``longest_turn`` are in characters,
``token_budget`` in estimated tokens. ``transcript``: the learner is asked whether the text may be kept with the
course record. */
export interface LabContract {
  readonly kind: "lab";
  readonly id: string;
  readonly bits: readonly number[];
  readonly exchanges: number;
  readonly transcript?: boolean;
  readonly fallback?: Fallback;
  readonly shortest_turn?: number;
  readonly longest_turn?: number;
  readonly token_budget?: number;
  readonly topics?: readonly string[];
}

/** Parts in the author's order. */
export interface ModuleContract {
  readonly id: string;
  readonly parts: readonly PartContract[];
}

/** How the learner's state is written (docs/tracking.md).

A run is a key and the bits that stand under it. ``keys`` holds one key a run, in the course's order: at
granularity "question" one for each part, followed by one for each of its questions; at "part" one a part
with its questions; at "module" one a module. ``worst_case`` is the longest state in characters. */
export interface ResumeLayout {
  readonly granularity: Granularity;
  readonly keys: readonly string[];
  readonly worst_case: number;
}

/** Where the labs' assistant is reached: ``POST {url}/chat/completions``. */
export interface LabProxy {
  readonly url: string;
  readonly model: string;
}

/** The course as the player sees it at launch.

``pages`` are the HTML files of the package, each with the id of its first part; a part stands on the last
page that begins at or before it. ``score`` None: no part gives the course its score. */
export interface CourseContract {
  readonly format: 1;
  readonly id: string;
  readonly iri: string;
  readonly version: string;
  readonly language: string;
  readonly navigation: "free" | "sequential";
  readonly completion: Rule;
  readonly score: string | null;
  readonly mastery_score: number;
  readonly lab_proxy: LabProxy | null;
  readonly layout: ResumeLayout;
  readonly pages: readonly PageContract[];
  readonly modules: readonly ModuleContract[];
}

/** One HTML file of the package; ``answers`` is its answer key's file name, None where it has no questions. */
export interface PageContract {
  readonly file: string;
  readonly first: string;
  readonly answers: string | null;
}

/** What a lab's script says to learners, in the course's language; names in braces are filled in. */
export interface LabWords {
  readonly you: string;
  readonly waiting: string;
  readonly busy: string;
  readonly once_more: string;
  readonly counted: string;
  readonly done: string;
  readonly slight: string;
  readonly short: string;
  readonly repeat: string;
  readonly characters: string;
  readonly too_long: string;
  readonly stopped: string;
  readonly stopped_mark: string;
  readonly broken_mark: string;
  readonly script_mark: string;
  readonly trimmed: string;
  readonly no_assistant: string;
  readonly no_assistant_script: string;
  readonly away_reflect: string;
  readonly away_script: string;
  readonly away_waive: string;
  readonly away_block: string;
  readonly waived: string;
  readonly touched: string;
  readonly topics_left: string;
  readonly copied: string;
  readonly copy_refused: string;
  readonly write_first: string;
  readonly prompt_done: string;
  readonly reflection_done: string;
  readonly busy_still: string;
  readonly unavailable: string;
  readonly unreached: string;
  readonly silent: string;
  readonly network: string;
  readonly refused: string;
  readonly rejected: string;
  readonly broken: string;
  readonly unreadable: string;
}

/** One option, in the author's order; ``feedback`` is HTML, empty where the author wrote none. */
export interface ChoiceKey {
  readonly id: string;
  readonly correct?: boolean;
  readonly feedback?: string;
}

/** Exactly one option is right. A response is its id. */
export interface SingleChoiceKey {
  readonly type: "single-choice";
  readonly id: string;
  readonly points: number;
  readonly choices: readonly ChoiceKey[];
}

/** One or more options are right; all of them, and no other, earn the points. */
export interface MultipleChoiceKey {
  readonly type: "multiple-choice";
  readonly id: string;
  readonly points: number;
  readonly choices: readonly ChoiceKey[];
}

/** The right answers and feedback of one page's questions, by part, in the author's order. */
export interface AnswerKey {
  readonly page: number;
  readonly parts: { readonly [key: string]: readonly QuestionKey[] };
}
