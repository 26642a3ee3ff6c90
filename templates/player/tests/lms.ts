// A SCORM 1.2 LMS for the tests: strict where the standard is (RTE 1.2, 3.4.4), and with Moodle's ways of committing:
// only what differs from the baseline is sent, and a commit that fails moves the baseline all the same.

import type { Api, ApiWindow } from "../src/transports/scorm12-api.ts";

const TIMESPAN = /^\d{2,4}:\d\d:\d\d(\.\d{1,2})?$/;
const IDENTIFIER = /^[\x21-\x7E]{1,255}$/;
const percent = (text: string): boolean => /^\d{1,3}(\.\d{1,2})?$/.test(text) && Number(text) <= 100;
const within = (length: number) => (text: string) => text.length <= length && /^[\x20-\x7E]*$/.test(text);
/** What a learner typed: LMSs take it in any script, as long as it is on one line. */
const free = (length: number) => (text: string) => text.length <= length && /^[^\x00-\x1F]*$/.test(text);

/** Element -> who may use it (r, w, rw) and which values it takes. */
const MODEL: { readonly [element: string]: readonly [use: string, takes: (value: string) => boolean] } = {
  "cmi.core.student_id": ["r", () => false],
  "cmi.core.lesson_mode": ["r", () => false],
  "cmi.student_data.mastery_score": ["r", () => false],
  "cmi.core.lesson_status": ["rw", (text) => /^(passed|completed|failed|incomplete|browsed)$/.test(text)],
  "cmi.core.lesson_location": ["rw", within(255)],
  "cmi.suspend_data": ["rw", within(4096)],
  "cmi.core.exit": ["w", (text) => /^(time-out|suspend|logout|)$/.test(text)],
  "cmi.core.session_time": ["w", (text) => TIMESPAN.test(text)],
  "cmi.core.score.raw": ["rw", percent],
  "cmi.core.score.min": ["rw", percent],
  "cmi.core.score.max": ["rw", percent],
  "cmi.interactions._count": ["r", () => false],
  "cmi.interactions.n.id": ["w", (text) => IDENTIFIER.test(text)],
  "cmi.interactions.n.type": ["w", (text) => /^(true-false|choice|fill-in|matching|performance|sequencing|likert|numeric)$/.test(text)],
  "cmi.interactions.n.time": ["w", (text) => /^[0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,2})?$/.test(text)],
  "cmi.interactions.n.weighting": ["w", (text) => /^-?\d{1,3}(\.\d+)?$/.test(text)],
  "cmi.interactions.n.correct_responses.n.pattern": ["w", free(255)],
  "cmi.interactions.n.student_response": ["w", free(255)],
  "cmi.interactions.n.result": ["w", (text) => /^(correct|wrong|unanticipated|neutral|-?\d+(\.\d+)?)$/.test(text)],
  "cmi.interactions.n.latency": ["w", (text) => TIMESPAN.test(text)],
  "cmi.objectives._count": ["r", () => false],
  "cmi.objectives.n.id": ["rw", (text) => IDENTIFIER.test(text)],
  "cmi.objectives.n.score.raw": ["rw", percent],
  "cmi.objectives.n.score.min": ["rw", percent],
  "cmi.objectives.n.score.max": ["rw", percent],
  "cmi.objectives.n.status": ["rw", (text) => /^(passed|completed|failed|incomplete|browsed|not attempted)$/.test(text)],
};

export interface Lms {
  readonly api: Api;
  /** Every call: "LMSSetValue cmi.core.exit=suspend". */
  readonly calls: string[];
  /** What has arrived: it outlives the session. */
  readonly server: Map<string, string>;
  /** Each commit's share, in the order of arrival. */
  readonly commits: Map<string, string>[];
  /** Answers a call with an error, or with "throw"; "" lets it through. May be changed midway. */
  refuse: (call: string) => string;
  /** Commits say "true" and nothing arrives. */
  deaf: boolean;
  sets(): string[];
  count(start: string): number;
  /** Forgets the calls so far. */
  clear(): void;
}

/** `cut`: how many characters of a text it keeps, whatever it says. */
export function lms(server = new Map<string, string>(), given: { readonly [element: string]: string } = {}, cut = 4096): Lms {
  const memory = new Map<string, string>([
    ["cmi.core.student_id", "learner-7"],
    ["cmi.core.lesson_mode", "normal"],
    ["cmi.core.lesson_status", "not attempted"],
    ...Object.entries(given),
    ...server,
  ]);
  const baseline = new Map(memory);
  const calls: string[] = [];
  let error = "0";
  let isOpen = false;

  const own: Lms = {
    calls,
    server,
    commits: [],
    refuse: () => "",
    deaf: false,
    sets: () => calls.filter((call) => call.startsWith("LMSSetValue")).map((call) => call.slice(12)),
    count: (start) => calls.filter((call) => call.startsWith(start)).length,
    clear: () => void calls.splice(0),
    // A class instance, so that a call without its object fails.
    api: new (class implements Api {
      readonly #says = (call: string, run: () => string): string => {
        calls.push(call);
        error = own.refuse(call);
        if (error === "throw") throw new Error("gone");
        return error ? "false" : ((error = "0"), run());
      };
      #no(code: string, answer = "false"): string {
        error = code;
        return answer;
      }
      #count(array: string): number {
        return new Set([...memory.keys()].filter((key) => key.startsWith(`${array}.`)).map((key) => key.split(".")[2])).size;
      }
      #store(): string {
        const share = new Map([...memory].filter(([element, value]) => baseline.get(element) !== value && element !== "cmi.core.session_time"));
        for (const [element, value] of share) baseline.set(element, value);
        if (error !== "0") return "false";
        own.commits.push(share);
        if (!own.deaf) for (const [element, value] of share) server.set(element, value);
        return "true";
      }
      LMSInitialize(empty: "") {
        return this.#says("LMSInitialize", () => {
          if (empty !== "" || isOpen) return this.#no("101");
          isOpen = true;
          return "true";
        });
      }
      LMSFinish(empty: "") {
        return this.#says("LMSFinish", () => {
          if (empty !== "" || !isOpen) return this.#no("301");
          isOpen = false;
          if (memory.get("cmi.core.lesson_status") === "not attempted") memory.set("cmi.core.lesson_status", "completed");
          server.set("session_time", memory.get("cmi.core.session_time") ?? "");
          return this.#store();
        });
      }
      LMSCommit(empty: "") {
        calls.push("LMSCommit");
        error = own.refuse("LMSCommit") || (empty === "" && isOpen ? "0" : "301");
        if (error === "throw") throw new Error("gone");
        return this.#store();
      }
      LMSGetValue(element: string) {
        const answer = this.#says(`LMSGetValue ${element}`, () => {
          if (!isOpen) return this.#no("301", "");
          const use = MODEL[element.replace(/\.\d+/g, ".n")]?.[0];
          if (!use?.includes("r")) return this.#no(use ? "404" : "201", "");
          if (element.endsWith("._count")) return String(this.#count(element.slice(0, -7)));
          return memory.get(element) ?? "";
        });
        return answer === "false" ? "" : answer;
      }
      LMSSetValue(element: string, value: string) {
        return this.#says(`LMSSetValue ${element}=${value}`, () => {
          if (!isOpen) return this.#no("301");
          const [use, takes] = MODEL[element.replace(/\.\d+/g, ".n")] ?? [];
          if (!use || !takes) return this.#no("201");
          if (!use.includes("w")) return this.#no("403");
          if (typeof value !== "string" || !takes(value)) return this.#no("405");
          const [, array = "", index = ""] = /^(cmi\.\w+)\.(\d+)\./.exec(element) ?? [];
          if (array && Number(index) > this.#count(array)) return this.#no("201");
          if (array && !element.endsWith(".id") && !memory.has(`${array}.${index}.id`)) return this.#no("201");
          if (/pattern|student_response/.test(element) && !memory.has(`${array}.${index}.type`)) return this.#no("201");
          memory.set(element, value.slice(0, cut));
          return "true";
        });
      }
      LMSGetLastError() {
        calls.push("LMSGetLastError");
        return error;
      }
    })(),
  };
  return own;
}

/** A page inside an LMS's window. */
export function pageIn({ api }: Lms): ApiWindow {
  return { parent: { API: api, parent: null, opener: null }, opener: null };
}

/** A browser's store. */
export function store(entries = new Map<string, string>()) {
  return {
    entries,
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
  };
}
