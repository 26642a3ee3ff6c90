// Written by `python -m scormpack.contract_typescript` from scormpack/contract.py. Do not edit.

export const CONTRACT_FORMAT = 1;
export const RESUME_FORMAT = 1;
export const EPOCH = 1577836800;
export const LONGEST_TURN = 4000;
export const TOKEN_BUDGET = 6000;

export type Kind = "page" | "lesson" | "quiz" | "lab" | "test";
export type FeedbackTiming = "at-once" | "after-quiz" | "after-last" | "never";
export type Credit = "all-or-nothing" | "per-option" | "right-minus-wrong";
export type ViewedWhen = "opened" | "scrolled";
export type StatusPolicy = "passed-failed" | "passed-incomplete" | "completed-incomplete";
export type Counts = "best" | "last" | "first";
export type Retry = "all" | "wrong";
export type Shuffled = "questions" | "choices";
export type Granularity = "question" | "part" | "module";
export type Fallback = "reflect" | "scripted" | "waive" | "block";
export type Parts = Kind | readonly string[];
export type Rule = Viewed | Answered | Exchanges | Passed | ScoreAtLeast | TimeSpent | All | AnyOf | AtLeast;
export type PartContract = ReadingContract | QuizContract | LabContract;
export type QuestionKey = SingleChoiceKey | MultipleChoiceKey | TrueFalseKey | ShortTextKey | NumericKey | MatchingKey | CategoriseKey | OrderingKey | FillInKey | LikertKey | LongTextKey;

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

/** True when the course has been on the learner's screen for so long, over all visits. */
export interface TimeSpent {
  readonly op: "time_spent";
  readonly seconds: number;
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

/** A page or lesson. ``bits``: viewed.

It counts as viewed once it was opened; with ``scrolled``, once its end was on the screen too; and once it was on the
screen for ``dwell`` seconds in one visit. ``requires``: it is locked until that rule is met. */
export interface ReadingContract {
  readonly kind: "page" | "lesson";
  readonly id: string;
  readonly bits: readonly number[];
  readonly viewed_when?: ViewedWhen;
  readonly dwell?: number;
  readonly requires?: Rule | null;
}

/** Of the questions with these numbers, from 0 in the author's order, each attempt asks ``count``. */
export interface DrawContract {
  readonly count: number;
  readonly of: readonly number[];
}

/** A quiz or test.

``bits``: viewed, attempt, submitted, counted points; with a cool-down when the last attempt ended; with a time limit
when the attempt was begun, and which extra time it has; then for each question in the author's order its answer, its
hints where it has any, and with ``retry`` "wrong" whether the answer was kept from the attempt before.

``points`` is what one attempt can earn; where ``fraction``, answers earn hundredths of a point. ``attempts`` 0 is
unlimited. ``mastery_score`` None: the course's. ``cool_down`` and ``time_limit`` are in seconds, 0 for none;
``extra_time`` are factors that a learner may be granted. ``hints``: how many each question has, empty where none has. */
export interface QuizContract {
  readonly kind: "quiz" | "test";
  readonly id: string;
  readonly bits: readonly number[];
  readonly points: number;
  readonly fraction?: boolean;
  readonly attempts?: number;
  readonly counts?: Counts;
  readonly retry?: Retry;
  readonly cool_down?: number;
  readonly time_limit?: number;
  readonly extra_time?: readonly number[];
  readonly feedback?: FeedbackTiming;
  readonly shuffle?: readonly Shuffled[];
  readonly draw?: readonly DrawContract[];
  readonly hints?: readonly number[];
  readonly mastery_score?: number | null;
  readonly requires?: Rule | null;
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
  readonly requires?: Rule | null;
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

/** A part and what it weighs in the course's score. */
export interface ScoreShare {
  readonly part: string;
  readonly weight: number;
}

/** Where the labs' assistant is reached: ``POST {url}/chat/completions``. */
export interface LabProxy {
  readonly url: string;
  readonly model: string;
}

/** The course as the player sees it at launch.

``shares`` are the parts that give the course its score together, where they are several; ``score`` is the one, where
it is one. ``success`` None: passed with the score, or when completed where nothing gives one. ``time``: the longest
time in seconds that a rule asks for, 0 for none. ``pages`` are the HTML files of the package, each with the id of its first part; a part stands on the last
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
  readonly shares?: readonly ScoreShare[];
  readonly success?: Rule | null;
  readonly status?: StatusPolicy;
  readonly time?: number;
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

/** What is said of a whole answer, as HTML, "" where the author wrote nothing. */
export interface Told {
  readonly right?: string;
  readonly partly?: string;
  readonly wrong?: string;
  readonly model_answer?: string;
}

/** What every question's key has. ``points`` 0: nothing to earn, no answer is wrong. ``hints`` are HTML.

``hint_cost``: points that each hint takes off what the answer earns, never below 0. */
export interface Asked {
  readonly id: string;
  readonly points: number;
  readonly hints?: readonly string[];
  readonly hint_cost?: number;
  readonly told?: Told;
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
