// Written by `python -m scormpack.contract_typescript` from scormpack/contract.py. Do not edit.

export type * from "./answer-key.ts";

export const CONTRACT_FORMAT = 1;
export const RESUME_FORMAT = 1;
export const EPOCH = 1577836800;
export const LONGEST_TURN = 4000;
export const TOKEN_BUDGET = 6000;

export type Kind = "page" | "lesson" | "quiz" | "lab" | "test";
export type FeedbackTiming = "at-once" | "after-quiz" | "after-last" | "never";
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

/** A page or lesson. ``bits``: viewed. ``renamed_from``, as of every part: the ids that it had before.

It counts as viewed once it was opened; with ``scrolled``, once its end was on the screen too; and once it was on the
screen for ``dwell`` seconds in one visit. ``requires``: it is locked until that rule is met. */
export interface ReadingContract {
  readonly kind: "page" | "lesson";
  readonly id: string;
  readonly bits: readonly number[];
  readonly renamed_from?: readonly string[];
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

``bits``: viewed, attempt, submitted, what counts; with a time limit or a cool-down when the attempt was begun, and which
extra time it has; with a cool-down when the last attempt ended; then for each question in the author's order its
answer, and where it has hints or ``retry`` is "wrong", its hints and whether it was kept from the attempt before.

``points`` is what one attempt can earn; where ``fraction``, answers earn hundredths of a point. ``attempts`` 0 is
unlimited. ``mastery_score`` None: the course's. ``cool_down`` and ``time_limit`` are in seconds, 0 for none;
``extra_time`` are factors that a learner may be granted. ``hints``: how many each question has, empty where none has. */
export interface QuizContract {
  readonly kind: "quiz" | "test";
  readonly id: string;
  readonly bits: readonly number[];
  readonly renamed_from?: readonly string[];
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

/** A lab. ``bits``: viewed, exchanges (up to the minimum), result, then 1 for each reflection prompt and topic.

``topics`` are ids in the author's order; ``shortest_turn`` and ``longest_turn`` are in characters,
``token_budget`` in estimated tokens. ``transcript``: the learner is asked whether the text may be kept with the
course record. */
export interface LabContract {
  readonly kind: "lab";
  readonly id: string;
  readonly bits: readonly number[];
  readonly renamed_from?: readonly string[];
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

/** Keys under which a state may stand that an earlier version of the course wrote, in the order of `ResumeLayout`. */
export interface FormerLayout {
  readonly granularity: Granularity;
  readonly keys: readonly string[];
}

/** How the learner's state is written (docs/tracking.md).

A run is a key and the bits that stand under it. ``keys`` holds one key a run, in the course's order: at
granularity "question" one for each part, followed by one for each of its questions, prompts and topics; at "part" one a
part with all that is in it; at "module" one a module. ``worst_case`` is the longest state in characters, ``limit``
what there is room for. ``former`` is the file with `FormerLayouts`, fetched for a state that was written otherwise. */
export interface ResumeLayout {
  readonly granularity: Granularity;
  readonly keys: readonly string[];
  readonly worst_case: number;
  readonly limit?: number;
  readonly former?: string | null;
}

/** Further ways in which a state of this course may have been written; what is read by an earlier one is not read again. */
export interface FormerLayouts {
  readonly layouts: readonly FormerLayout[];
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
