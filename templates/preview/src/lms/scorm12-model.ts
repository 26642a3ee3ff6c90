// The data model of SCORM 1.2 (Run-Time Environment, section 3.4) as a table: what each element holds, and who may
// read or write it. Nothing here knows how an LMS stores it.

type Test = (value: string) => boolean;
export type Access = "read-only" | "write-only" | "read-write";
/** What an LMS holds: element to value. */
export type Held = { readonly [element: string]: string };

const text = (limit: number): Test => (value) => value.length <= limit;
const words = (...allowed: readonly string[]): Test => (value) => allowed.includes(value);
const form = (pattern: RegExp): Test => (value) => pattern.test(value);
const within = (low: number, high: number): Test => (value) => /^-?\d+$/.test(value) && Number(value) >= low && Number(value) <= high;

const identifier = form(/^[\x21-\x7e]{1,255}$/);
const decimal = form(/^-?\d+(\.\d+)?$/);
const timespan = form(/^\d{2,4}:\d{2}:\d{2}(\.\d{1,2})?$/);
const time = form(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?$/);
const score: Test = (value) => value === "" || (decimal(value) && Number(value) >= 0 && Number(value) <= 100);
const status = words("passed", "completed", "failed", "incomplete", "browsed");
const result: Test = (value) => ["correct", "wrong", "unanticipated", "neutral"].includes(value) || decimal(value);

/** What a response or a pattern looks like, by the interaction's type (CMIFeedback). */
export const FEEDBACK: { readonly [type: string]: Test } = {
  "true-false": form(/^[tf01]$/),
  choice: form(/^([a-z0-9](,[a-z0-9])*|\{[a-z0-9](,[a-z0-9])*\})$/),
  "fill-in": text(255),
  numeric: decimal,
  likert: form(/^[a-z0-9]?$/),
  matching: form(/^([a-z0-9]\.[a-z0-9](,[a-z0-9]\.[a-z0-9])*|\{[a-z0-9]\.[a-z0-9](,[a-z0-9]\.[a-z0-9])*\})$/),
  performance: text(255),
  sequencing: form(/^[a-z0-9](,[a-z0-9])*$/),
};

const RO: Access = "read-only";
const WO: Access = "write-only";
const RW: Access = "read-write";

/** Element (`n` for an index) to its access, its format and its value before anyone sets it. */
export const ELEMENTS: { readonly [element: string]: readonly [Access, Test, string] } = {
  "cmi.core.student_id": [RO, identifier, "learner-1"],
  "cmi.core.student_name": [RO, text(255), "Learner, Example"],
  "cmi.core.lesson_location": [RW, text(255), ""],
  "cmi.core.credit": [RO, words("credit", "no-credit"), "credit"],
  "cmi.core.lesson_status": [RW, status, "not attempted"],
  "cmi.core.entry": [RO, words("ab-initio", "resume", ""), "ab-initio"],
  "cmi.core.score.raw": [RW, score, ""],
  "cmi.core.score.min": [RW, score, ""],
  "cmi.core.score.max": [RW, score, ""],
  "cmi.core.total_time": [RO, timespan, "0000:00:00.00"],
  "cmi.core.lesson_mode": [RO, words("browse", "normal", "review"), "normal"],
  "cmi.core.exit": [WO, words("time-out", "suspend", "logout", ""), ""],
  "cmi.core.session_time": [WO, timespan, "00:00:00"],
  "cmi.suspend_data": [RW, text(4096), ""],
  "cmi.launch_data": [RO, text(4096), ""],
  "cmi.comments": [RW, text(4096), ""],
  "cmi.comments_from_lms": [RO, text(4096), ""],
  "cmi.objectives.n.id": [RW, identifier, ""],
  "cmi.objectives.n.score.raw": [RW, score, ""],
  "cmi.objectives.n.score.min": [RW, score, ""],
  "cmi.objectives.n.score.max": [RW, score, ""],
  "cmi.objectives.n.status": [RW, words("passed", "completed", "failed", "incomplete", "browsed", "not attempted"), "not attempted"],
  "cmi.student_data.mastery_score": [RO, decimal, ""],
  "cmi.student_data.max_time_allowed": [RO, timespan, ""],
  "cmi.student_data.time_limit_action": [RO, words("exit,message", "exit,no message", "continue,message", "continue,no message"), ""],
  "cmi.student_preference.audio": [RW, within(-1, 100), "0"],
  "cmi.student_preference.language": [RW, text(255), ""],
  "cmi.student_preference.speed": [RW, within(-100, 100), "0"],
  "cmi.student_preference.text": [RW, within(-1, 1), "0"],
  "cmi.interactions.n.id": [WO, identifier, ""],
  "cmi.interactions.n.objectives.n.id": [WO, identifier, ""],
  "cmi.interactions.n.time": [WO, time, ""],
  "cmi.interactions.n.type": [WO, words(...Object.keys(FEEDBACK)), ""],
  "cmi.interactions.n.correct_responses.n.pattern": [WO, text(255), ""],
  "cmi.interactions.n.weighting": [WO, decimal, ""],
  "cmi.interactions.n.student_response": [WO, text(255), ""],
  "cmi.interactions.n.result": [WO, result, ""],
  "cmi.interactions.n.latency": [WO, timespan, ""],
};

/** What `_children` answers. */
export const CHILDREN: { readonly [element: string]: string } = {
  "cmi.core": "student_id,student_name,lesson_location,credit,lesson_status,entry,score,total_time,lesson_mode,exit,session_time",
  "cmi.core.score": "raw,min,max",
  "cmi.objectives": "id,score,status",
  "cmi.objectives.n.score": "raw,min,max",
  "cmi.student_data": "mastery_score,max_time_allowed,time_limit_action",
  "cmi.student_preference": "audio,language,speed,text",
  "cmi.interactions": "id,objectives,time,type,correct_responses,weighting,student_response,result,latency",
};

/** What has `_count`, and elements with an index. */
export const ARRAYS: readonly string[] = ["cmi.objectives", "cmi.interactions", "cmi.interactions.n.objectives", "cmi.interactions.n.correct_responses"];

/** Section 3.3.4. */
export const ERRORS: { readonly [code: string]: string } = {
  0: "No error",
  101: "General Exception",
  201: "Invalid argument error",
  202: "Element cannot have children",
  203: "Element not an array - Cannot have count",
  301: "Not initialized",
  401: "Not implemented error",
  402: "Invalid set value, element is a keyword",
  403: "Element is read only",
  404: "Element is write only",
  405: "Incorrect Data Type",
};

/** `cmi.interactions.4.id` is the element `cmi.interactions.n.id`. */
export const generic = (element: string): string => element.replace(/\.(0|[1-9]\d*)(?=\.|$)/g, ".n");
