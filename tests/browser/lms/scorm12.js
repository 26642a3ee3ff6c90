// A SCORM 1.2 run-time that holds content to the letter of the standard (Run-Time Environment, sections 3.3 and 3.4).
// It accepts what the standard accepts and nothing more, and stores only what was committed.

import { opened } from "./scorm12-attempt.js";
import { ARRAYS, CHILDREN, ELEMENTS, ERRORS, FEEDBACK, generic } from "./scorm12-model.js";

/**
 * Options, all of them optional and read at every call, so that a test can change them midway:
 * `initial`: element to value, what the LMS holds before the attempt; `saved`: what an earlier session committed;
 * `unsupported`: elements (and all below them) that this LMS leaves out: error 401;
 * `fail`: list of {method, element?, after?, times?, error}: from the call `after` (counted from 0 among those that match, `element` may end
 * in `*`), and for `times` calls, the answer is "false" (or "") and the error;
 * `gone`: true, or the number of calls after which every call throws, and calls `lost`; `delay`: milliseconds that a commit takes.
 */
export class Scorm12 {
  #data;
  #committed;
  #state = "idle";
  #error = "0";
  #diagnostic = "";
  #matches = new Map();
  calls = [];
  history = [];

  constructor(options = {}) {
    this.options = options;
    this.#data = opened(options.saved, options.initial || {});
    this.#committed = { ...this.#data, ...(options.saved || {}) };
  }

  /** What survives this session, what would with one more commit, every call, and every commit with the calls before it. */
  state() {
    return { committed: this.#committed, pending: this.#data, calls: this.calls, history: this.history, phase: this.#state };
  }

  LMSInitialize(argument) {
    return this.#call("LMSInitialize", argument, undefined, () => {
      if (argument !== "") return this.#refuse("201", "the argument is not an empty string");
      if (this.#state !== "idle") return this.#refuse("101", "the session has been initialized before");
      this.#state = "running";
      return "true";
    });
  }

  LMSFinish(argument) {
    return this.#call("LMSFinish", argument, undefined, () => {
      if (this.#state !== "running") return this.#refuse("301");
      if (argument !== "") return this.#refuse("201", "the argument is not an empty string");
      this.#judge();
      this.#store();
      this.#state = "finished";
      return "true";
    });
  }

  LMSCommit(argument) {
    return this.#call("LMSCommit", argument, undefined, () => {
      if (this.#state !== "running") return this.#refuse("301");
      if (argument !== "") return this.#refuse("201", "the argument is not an empty string");
      this.#store();
      return "true";
    });
  }

  LMSGetValue(element) {
    return this.#call("LMSGetValue", element, undefined, () => {
      if (this.#state !== "running") return this.#refuse("301", "", "");
      if (typeof element !== "string" || element === "") return this.#refuse("201", "no element", "");
      return this.#get(element);
    });
  }

  LMSSetValue(element, value) {
    return this.#call("LMSSetValue", element, value, () => {
      if (this.#state !== "running") return this.#refuse("301");
      if (typeof element !== "string" || element === "") return this.#refuse("201", "no element");
      return this.#set(element, value);
    });
  }

  LMSGetLastError() {
    return this.#tell("LMSGetLastError", "", () => this.#error);
  }

  LMSGetErrorString(code) {
    return this.#tell("LMSGetErrorString", code, () => ERRORS[code] ?? "");
  }

  LMSGetDiagnostic(code) {
    const latest = code === "" || code === this.#error;
    return this.#tell("LMSGetDiagnostic", code, () => (latest ? this.#diagnostic || ERRORS[this.#error] : ERRORS[code] ?? ""));
  }

  /** The state management functions leave the last error as it is (3.3.2.3). */
  #tell(method, code, work) {
    this.#vanish(method, code);
    return this.#record(method, code, undefined, work());
  }

  #call(method, element, value, work) {
    this.#vanish(method, element, value);
    this.#error = "0";
    this.#diagnostic = "";
    const failure = this.#failure(method, element);
    const empty = method === "LMSGetValue" ? "" : "false";
    return this.#record(method, element, value, failure === null ? work() : this.#refuse(failure, "this LMS refuses", empty));
  }

  #vanish(method, element, value) {
    const { gone } = this.options;
    if (gone !== true && !(typeof gone === "number" && this.calls.length >= gone)) return;
    this.options.lost?.();
    this.#error = "thrown";
    this.#record(method, element, value, "");
    throw new Error("the LMS cannot be reached");
  }

  #record(method, element, value, returned) {
    this.calls.push([method, element ?? "", value ?? "", returned, this.#error]);
    return returned;
  }

  #failure(method, element) {
    let error = null;
    for (const [index, rule] of (this.options.fail || []).entries()) {
      const named = rule.element === undefined || rule.element === element;
      const under = typeof rule.element === "string" && rule.element.endsWith("*") && String(element).startsWith(rule.element.slice(0, -1));
      if (rule.method !== method || !(named || under)) continue;
      const seen = this.#matches.get(index) || 0;
      this.#matches.set(index, seen + 1);
      const after = rule.after || 0;
      if (seen >= after && seen < after + (rule.times ?? Infinity)) error ??= String(rule.error);
    }
    return error;
  }

  #refuse(error, diagnostic = "", returned = "false") {
    this.#error = error;
    this.#diagnostic = diagnostic;
    return returned;
  }

  /** How many entries an array has: the highest index in use, plus one. */
  #count(array) {
    let count = 0;
    for (const element of Object.keys(this.#data)) {
      if (element.startsWith(array + ".")) count = Math.max(count, Number(element.slice(array.length + 1).split(".")[0]) + 1);
    }
    return count;
  }

  /** True when no index in `element` is further than `beyond` past the end of its array. */
  #reachable(element, beyond) {
    const steps = element.split(".");
    return steps.every((step, at) => {
      if (!/^\d+$/.test(step)) return true;
      return Number(step) < this.#count(steps.slice(0, at).join(".")) + beyond;
    });
  }

  #leftOut(element) {
    return (this.options.unsupported || []).some((name) => element === name || element.startsWith(name + "."));
  }

  /** The code for a keyword, "" where it can be answered. */
  #keyword(parent, keyword) {
    const name = generic(parent);
    const known = Object.keys(ELEMENTS).some((element) => element === name || element.startsWith(name + "."));
    if (keyword === "_version") return parent === "cmi" ? "" : "201";
    if (!known) return "201";
    if (keyword === "_children") return name in CHILDREN ? "" : "202";
    return ARRAYS.includes(name) ? "" : "203";
  }

  #get(element) {
    if (this.#leftOut(element)) return this.#refuse("401", "", "");
    const [, parent, keyword] = /^(.*)\.(_children|_count|_version)$/.exec(element) || [];
    if (keyword) {
      const error = this.#keyword(parent, keyword);
      if (error) return this.#refuse(error, "", "");
      if (!this.#reachable(parent, 0)) return this.#refuse("201", "the index is not in use", "");
      if (keyword === "_version") return "3.4";
      return keyword === "_children" ? CHILDREN[generic(parent)] : String(this.#count(parent));
    }
    const entry = ELEMENTS[generic(element)];
    if (!entry) return this.#refuse("201", "no such element", "");
    if (entry[0] === "write-only") return this.#refuse("404", "", "");
    if (!this.#reachable(element, 0)) return this.#refuse("201", "the index is not in use", "");
    return this.#data[element] ?? entry[2];
  }

  #set(element, value) {
    if (this.#leftOut(element)) return this.#refuse("401");
    const [, parent, keyword] = /^(.*)\.(_children|_count|_version)$/.exec(element) || [];
    if (keyword) return this.#refuse(this.#keyword(parent, keyword) === "201" ? "201" : "402");
    const entry = ELEMENTS[generic(element)];
    if (!entry) return this.#refuse("201", "no such element");
    if (entry[0] === "read-only") return this.#refuse("403");
    if (!this.#reachable(element, 1)) return this.#refuse("201", "the index skips");
    if (typeof value !== "string") return this.#refuse("405", "the value is not a string");
    const kept = element === "cmi.comments" ? this.#data[element] + value : value;
    if (!entry[1](kept)) return this.#refuse("405", `"${value.slice(0, 60)}" has the wrong form`);
    const wrong = this.#misfit(element, value);
    if (wrong) return this.#refuse("405", wrong);
    this.#data[element] = kept;
    return "true";
  }

  /** Why a response or a pattern does not suit its interaction, "" where it does. */
  #misfit(element, value) {
    const [, interaction] = /^(cmi\.interactions\.\d+)\.(?:student_response|correct_responses\.\d+\.pattern)$/.exec(element) || [];
    if (!interaction) return "";
    const type = this.#data[interaction + ".type"];
    if (!type) return "the interaction's type has not been set";
    return FEEDBACK[type](value) ? "" : `"${value}" is no response of type ${type}`;
  }

  /** The status after LMSFinish (cmi.core.lesson_status, additional behavior): untouched counts as done; a mastery score decides. */
  #judge() {
    const data = this.#data;
    const mastery = data["cmi.student_data.mastery_score"];
    const browsing = data["cmi.core.lesson_mode"] === "browse";
    if (data["cmi.core.lesson_status"] === "not attempted") data["cmi.core.lesson_status"] = browsing ? "browsed" : "completed";
    if (data["cmi.core.credit"] !== "credit" || mastery === "" || data["cmi.core.score.raw"] === "") return;
    data["cmi.core.lesson_status"] = Number(data["cmi.core.score.raw"]) >= Number(mastery) ? "passed" : "failed";
  }

  #store() {
    const until = performance.now() + (this.options.delay || 0);
    while (performance.now() < until);
    this.#committed = { ...this.#data };
    this.history.push({ calls: this.calls.length + 1, committed: this.#committed });
  }
}
