// A SCORM 1.2 run-time that holds content to the letter of the standard (Run-Time Environment, sections 3.3 and 3.4).
// It accepts what the standard accepts and nothing more, and stores only what was committed.

import { opened } from "./scorm12-attempt.ts";
import { ARRAYS, CHILDREN, ELEMENTS, ERRORS, FEEDBACK, generic, type Held } from "./scorm12-model.ts";

export type Method = "LMSInitialize" | "LMSFinish" | "LMSCommit" | "LMSGetValue" | "LMSSetValue" | "LMSGetLastError" | "LMSGetErrorString" | "LMSGetDiagnostic";

/** One call: what it was given, what it answered, and the error that stands after it. */
export interface Call {
  readonly method: Method;
  readonly element: string;
  readonly value: string;
  readonly returned: string;
  readonly error: string;
}

export interface Options {
  /** What the LMS holds before the attempt. */
  readonly initial: Held;
  /** What an earlier session committed; null at the first. */
  readonly saved: Held | null;
  /** True while everything that would be written is refused (error 101). */
  readonly refuses: () => boolean;
  /** True while nothing can be stored: a commit fails (error 101). */
  readonly isAway: () => boolean;
  readonly heard: (call: Call) => void;
  readonly stored: (held: Held) => void;
}

type Phase = "idle" | "running" | "finished";

export class Scorm12 {
  readonly #options: Options;
  #data: Record<string, string>;
  #phase: Phase = "idle";
  #error = "0";
  #diagnostic = "";

  constructor(options: Options) {
    this.#options = options;
    this.#data = opened(options.saved, options.initial);
  }

  /** What the LMS would store with one more commit. */
  held(): Held {
    return { ...this.#data };
  }

  isRunning(): boolean {
    return this.#phase === "running";
  }

  LMSInitialize(argument: unknown): string {
    return this.#call("LMSInitialize", argument, undefined, () => {
      if (argument !== "") return this.#refuse("201", "the argument is not an empty string");
      if (this.#phase !== "idle") return this.#refuse("101", "the session has been initialized before");
      this.#phase = "running";
      return "true";
    });
  }

  LMSFinish(argument: unknown): string {
    return this.#call("LMSFinish", argument, undefined, () => {
      if (this.#phase !== "running") return this.#refuse("301");
      if (argument !== "") return this.#refuse("201", "the argument is not an empty string");
      this.#judge();
      this.#phase = "finished";
      return this.#store();
    });
  }

  LMSCommit(argument: unknown): string {
    return this.#call("LMSCommit", argument, undefined, () => {
      if (this.#phase !== "running") return this.#refuse("301");
      if (argument !== "") return this.#refuse("201", "the argument is not an empty string");
      return this.#store();
    });
  }

  LMSGetValue(element: unknown): string {
    return this.#call("LMSGetValue", element, undefined, () => {
      if (this.#phase !== "running") return this.#refuse("301", "", "");
      if (typeof element !== "string" || element === "") return this.#refuse("201", "no element", "");
      return this.#get(element);
    });
  }

  LMSSetValue(element: unknown, value: unknown): string {
    return this.#call("LMSSetValue", element, value, () => {
      if (this.#phase !== "running") return this.#refuse("301");
      if (typeof element !== "string" || element === "") return this.#refuse("201", "no element");
      if (this.#options.refuses()) return this.#refuse("101", "this LMS fails: you have switched that on");
      return this.#set(element, value);
    });
  }

  LMSGetLastError(): string {
    return this.#record("LMSGetLastError", "", undefined, this.#error);
  }

  LMSGetErrorString(code: unknown): string {
    return this.#record("LMSGetErrorString", code, undefined, ERRORS[String(code)] ?? "");
  }

  LMSGetDiagnostic(code: unknown): string {
    const isLatest = code === "" || code === this.#error;
    return this.#record("LMSGetDiagnostic", code, undefined, (isLatest ? this.#diagnostic || ERRORS[this.#error] : ERRORS[String(code)]) ?? "");
  }

  /** Sets the last error, which the three functions above leave as it is (3.3.2.3). */
  #call(method: Method, element: unknown, value: unknown, work: () => string): string {
    this.#error = "0";
    this.#diagnostic = "";
    return this.#record(method, element, value, work());
  }

  #record(method: Method, element: unknown, value: unknown, returned: string): string {
    this.#options.heard({ method, element: String(element ?? ""), value: String(value ?? ""), returned, error: this.#error });
    return returned;
  }

  #refuse(error: string, diagnostic = "", returned = "false"): string {
    this.#error = error;
    this.#diagnostic = diagnostic;
    return returned;
  }

  /** How many entries an array has: the highest index in use, plus one. */
  #count(array: string): number {
    const within = Object.keys(this.#data).filter((element) => element.startsWith(`${array}.`));
    return Math.max(0, ...within.map((element) => Number(element.slice(array.length + 1).split(".")[0]) + 1));
  }

  /** True when no index in `element` is further than `beyond` past the end of its array. */
  #isReachable(element: string, beyond: number): boolean {
    const steps = element.split(".");
    return steps.every((step, at) => !/^\d+$/.test(step) || Number(step) < this.#count(steps.slice(0, at).join(".")) + beyond);
  }

  /** The code for a keyword, "" where it can be answered. */
  #keyword(parent: string, keyword: string): string {
    const name = generic(parent);
    const isKnown = Object.keys(ELEMENTS).some((element) => element === name || element.startsWith(`${name}.`));
    if (keyword === "_version") return parent === "cmi" ? "" : "201";
    if (!isKnown) return "201";
    if (keyword === "_children") return name in CHILDREN ? "" : "202";
    return ARRAYS.includes(name) ? "" : "203";
  }

  #get(element: string): string {
    const [, parent = "", keyword] = /^(.*)\.(_children|_count|_version)$/.exec(element) ?? [];
    if (keyword) {
      const error = this.#keyword(parent, keyword);
      if (error) return this.#refuse(error, "", "");
      if (!this.#isReachable(parent, 0)) return this.#refuse("201", "the index is not in use", "");
      if (keyword === "_version") return "3.4";
      return keyword === "_children" ? (CHILDREN[generic(parent)] ?? "") : String(this.#count(parent));
    }
    const entry = ELEMENTS[generic(element)];
    if (!entry) return this.#refuse("201", "no such element", "");
    if (entry[0] === "write-only") return this.#refuse("404", "", "");
    if (!this.#isReachable(element, 0)) return this.#refuse("201", "the index is not in use", "");
    return this.#data[element] ?? entry[2];
  }

  #set(element: string, value: unknown): string {
    const [, parent = "", keyword] = /^(.*)\.(_children|_count|_version)$/.exec(element) ?? [];
    if (keyword) return this.#refuse(this.#keyword(parent, keyword) === "201" ? "201" : "402");
    const entry = ELEMENTS[generic(element)];
    if (!entry) return this.#refuse("201", "no such element");
    if (entry[0] === "read-only") return this.#refuse("403");
    if (!this.#isReachable(element, 1)) return this.#refuse("201", "the index skips");
    if (typeof value !== "string") return this.#refuse("405", "the value is not a string");
    const kept = element === "cmi.comments" ? `${this.#data[element] ?? ""}${value}` : value;
    if (!entry[1](kept)) return this.#refuse("405", `"${value.slice(0, 60)}" has the wrong form`);
    const wrong = this.#misfit(element, value);
    if (wrong) return this.#refuse("405", wrong);
    this.#data[element] = kept;
    return "true";
  }

  /** Why a response or a pattern does not suit its interaction, "" where it does. */
  #misfit(element: string, value: string): string {
    const [, interaction] = /^(cmi\.interactions\.\d+)\.(?:student_response|correct_responses\.\d+\.pattern)$/.exec(element) ?? [];
    if (!interaction) return "";
    const type = this.#data[`${interaction}.type`];
    if (!type) return "the interaction's type has not been set";
    return FEEDBACK[type]?.(value) ? "" : `"${value}" is no response of type ${type}`;
  }

  /** The status after LMSFinish (cmi.core.lesson_status, additional behavior): untouched counts as done; a mastery score decides. */
  #judge(): void {
    const data = this.#data;
    const mastery = data["cmi.student_data.mastery_score"];
    const isBrowsing = data["cmi.core.lesson_mode"] === "browse";
    if (data["cmi.core.lesson_status"] === "not attempted") data["cmi.core.lesson_status"] = isBrowsing ? "browsed" : "completed";
    if (data["cmi.core.credit"] !== "credit" || mastery === "" || data["cmi.core.score.raw"] === "") return;
    data["cmi.core.lesson_status"] = Number(data["cmi.core.score.raw"]) >= Number(mastery) ? "passed" : "failed";
  }

  #store(): string {
    if (this.#options.refuses()) return this.#refuse("101", "this LMS fails: you have switched that on");
    if (this.#options.isAway()) return this.#refuse("101", "the LMS's server cannot be reached: you have switched that on");
    this.#options.stored(this.held());
    return "true";
  }
}
