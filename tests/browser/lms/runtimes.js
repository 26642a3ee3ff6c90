// SCORM 1.2 run-times that each do what some real LMS does. All of them keep what they store under one name in this browser,
// as a server would; each stands before the strict run-time of scorm12.js.
//
// A kind is a function of the plain API and of what surrounds it; `world.trouble` is switched by the test.

import { Scorm12 } from "./scorm12.js";

const SERVER = "lms-server";
const INDEXED = /^cmi\.(interactions|objectives)\./;

export const server = {
  read: () => JSON.parse(localStorage.getItem(SERVER) || "null"),
  write: (values) => localStorage.setItem(SERVER, JSON.stringify(values)),
};

/** The strict run-time, which stores what changed since it was opened, or stored last. */
export class Plain {
  #inner;
  #sent;

  constructor(initial, options = {}) {
    const saved = server.read();
    this.#inner = new Scorm12({ ...options, initial, saved });
    this.#sent = { ...(saved || {}) };
  }
  get strict() {
    return this.#inner;
  }
  /** What has changed goes to the server; `keep` false: it is taken for sent all the same. */
  store(keep = true) {
    const { committed } = this.#inner.state();
    const changed = Object.fromEntries(Object.entries(committed).filter(([element, value]) => this.#sent[element] !== value));
    this.#sent = { ...this.#sent, ...changed };
    if (keep) server.write({ ...(server.read() || {}), ...changed });
  }
  LMSInitialize(empty) {
    return this.#inner.LMSInitialize(empty);
  }
  LMSFinish(empty) {
    const answer = this.#inner.LMSFinish(empty);
    if (answer === "true") this.store();
    return answer;
  }
  LMSCommit(empty) {
    const answer = this.#inner.LMSCommit(empty);
    if (answer === "true") this.store();
    return answer;
  }
  LMSGetValue(element) {
    return this.#inner.LMSGetValue(element);
  }
  LMSSetValue(element, value) {
    return this.#inner.LMSSetValue(element, value);
  }
  LMSGetLastError() {
    return this.#inner.LMSGetLastError();
  }
  LMSGetErrorString(code) {
    return this.#inner.LMSGetErrorString(code);
  }
  LMSGetDiagnostic(code) {
    return this.#inner.LMSGetDiagnostic(code);
  }
}

/** The same with some functions of its own. */
function like(plain, changes) {
  const names = ["LMSInitialize", "LMSFinish", "LMSCommit", "LMSGetValue", "LMSSetValue", "LMSGetLastError", "LMSGetErrorString", "LMSGetDiagnostic"];
  const api = {};
  for (const name of names) api[name] = (...given) => (changes[name] ? changes[name](...given) : plain[name](...given));
  return api;
}

/** Answers of its own error for as long as `is()`. */
function refusing(plain, is, code, methods) {
  let last = null;
  const refuse = (name) => (...given) => {
    if (!is()) {
      last = null;
      return plain[name](...given);
    }
    last = code;
    return name === "LMSGetValue" ? "" : "false";
  };
  return like(plain, { ...Object.fromEntries(methods.map((name) => [name, refuse(name)])), LMSGetLastError: () => last ?? plain.LMSGetLastError() });
}

const WRITES = ["LMSSetValue", "LMSCommit", "LMSFinish"];

export const KINDS = {
  /** Nothing wrong: what the others are compared with. */
  "well behaved": (plain) => plain,
  /** A class with private fields: a function taken off its object throws. */
  "a class": (plain) => plain,
  /** Answers in the types of its own language. */
  natives: (plain) =>
    like(plain, {
      LMSInitialize: (empty) => plain.LMSInitialize(empty) === "true",
      LMSFinish: (empty) => plain.LMSFinish(empty) === "true",
      LMSCommit: (empty) => plain.LMSCommit(empty) === "true",
      LMSSetValue: (element, value) => plain.LMSSetValue(element, value) === "true",
      LMSGetLastError: () => Number(plain.LMSGetLastError()),
      LMSGetValue(element) {
        const value = plain.LMSGetValue(element);
        return /_count$|score/.test(element) && value !== "" ? Number(value) : value;
      },
    }),
  /** Has no words for a score that is not there. */
  "a score of 0 for none": (plain) => like(plain, { LMSGetValue: (element) => (/score\.raw$/.test(element) ? Number(plain.LMSGetValue(element) || 0) : plain.LMSGetValue(element)) }),
  "commits fail": (plain, world) => refusing(plain, () => world.trouble, "101", ["LMSCommit", "LMSFinish"]),
  "commits fail for ever": (plain, world) => refusing(plain, () => (world.forEver ||= world.trouble), "101", ["LMSCommit", "LMSFinish"]),
  "sets fail": (plain, world) => refusing(plain, () => world.trouble, "101", ["LMSSetValue"]),
  /** Moodle while the network is away: a beacon is queued, and never arrives. */
  "true, and nothing kept": (plain, world) =>
    like(plain, {
      LMSCommit(empty) {
        const answer = plain.strict.LMSCommit(empty);
        plain.store(!world.trouble);
        return answer;
      },
      LMSFinish(empty) {
        const answer = plain.strict.LMSFinish(empty);
        plain.store(!world.trouble);
        return answer;
      },
    }),
  /** Moodle when a commit fails: its values count as sent, and are not sent again while they stay the same. */
  "a moved baseline": (plain, world) => {
    let failed = false;
    const storing = (name) => (empty) => {
      const answer = plain.strict[name](empty);
      if (answer !== "true") return answer;
      failed = world.trouble;
      plain.store(!failed);
      return failed ? "false" : "true";
    };
    return like(plain, { LMSCommit: storing("LMSCommit"), LMSFinish: storing("LMSFinish"), LMSGetLastError: () => (failed ? "101" : plain.LMSGetLastError()) });
  },
  "texts cut at 255": (plain) => like(plain, { LMSSetValue: (element, value) => plain.LMSSetValue(element, String(value).slice(0, 255)) }),
  "texts cut at 4096": (plain) => like(plain, { LMSSetValue: (element, value) => plain.LMSSetValue(element, String(value).slice(0, 4096)) }),
  "no interactions, no objectives": (plain, world) => {
    world.unsupported.push("cmi.interactions", "cmi.objectives");
    return plain;
  },
  "commits of 400 ms": (plain, world) => {
    world.delay = 400;
    return plain;
  },
  /** The login ran out; the next LMSInitialize opens a session again. */
  "a session lost": (plain, world) => {
    let gone = false;
    const api = refusing(plain, () => gone, "301", ["LMSSetValue", "LMSCommit", "LMSFinish", "LMSGetValue"]);
    const guarded = (name) => (...given) => {
      if (world.trouble) [gone, world.trouble] = [true, false];
      return api[name](...given);
    };
    return {
      ...api,
      LMSInitialize() {
        const opened = gone;
        gone = false;
        return opened ? "true" : plain.LMSInitialize("");
      },
      LMSSetValue: guarded("LMSSetValue"),
      LMSCommit: guarded("LMSCommit"),
    };
  },
  /** The login ran out, and nothing opens a session again. */
  "a session lost for good": (plain, world) => refusing(plain, () => (world.forEver ||= world.trouble), "301", ["LMSInitialize", ...WRITES, "LMSGetValue"]),
  "no lesson mode": (plain, world) => {
    world.unsupported.push("cmi.core.lesson_mode");
    return plain;
  },
  "an empty lesson mode": (plain) => like(plain, { LMSGetValue: (element) => (element === "cmi.core.lesson_mode" ? "" : plain.LMSGetValue(element)) }),
  "no credit": (plain, world) => {
    world.unsupported.push("cmi.core.credit");
    return plain;
  },
  /** Somebody reset the attempt's status, or an import did; the state is still there. */
  "a status set back": (plain, world) =>
    like(plain, { LMSGetValue: (element) => (element === "cmi.core.lesson_status" && world.launches > 1 && !world.told ? ((world.told = true), "not attempted") : plain.LMSGetValue(element)) }),
  "error codes thrown": (plain) =>
    like(plain, {
      LMSGetLastError() {
        throw new Error("no such function");
      },
    }),
  "no error codes": (plain) => like(plain, { LMSGetLastError: () => undefined }),
  /** Returns nothing at all, and does as it is told. */
  mute: (plain) => {
    const silent = (name) => (...given) => void plain[name](...given);
    return like(plain, { LMSInitialize: silent("LMSInitialize"), LMSSetValue: silent("LMSSetValue"), LMSCommit: silent("LMSCommit"), LMSFinish: silent("LMSFinish") });
  },
  "statuses in other words": (plain) =>
    like(plain, { LMSGetValue: (element) => (element === "cmi.core.lesson_status" ? ` ${plain.LMSGetValue(element).replace(/^./, (first) => first.toUpperCase()).replace(" ", "_")}` : plain.LMSGetValue(element)) }),
  "undefined for what is empty": (plain) => like(plain, { LMSGetValue: (element) => plain.LMSGetValue(element) || (/suspend_data|location/.test(element) ? "undefined" : "") }),
  null: (plain) => like(plain, { LMSGetValue: (element) => plain.LMSGetValue(element) || null }),
  /** What was stored comes from the server a second after the session was opened. */
  "late data": (plain, world) => {
    let opened = Infinity;
    return like(plain, {
      LMSInitialize(empty) {
        opened = performance.now();
        return plain.LMSInitialize(empty);
      },
      LMSGetValue: (element) => (performance.now() < opened + 1000 ? "" : plain.LMSGetValue(element)),
    });
  },
  "every second commit refused": (plain) => {
    let count = 0;
    let refused = false;
    return like(plain, {
      LMSCommit(empty) {
        refused = ++count % 2 === 0;
        return refused ? "false" : plain.LMSCommit(empty);
      },
      LMSGetLastError: () => (refused ? "101" : plain.LMSGetLastError()),
    });
  },
  "a finish that throws": (plain) =>
    like(plain, {
      LMSFinish() {
        throw new Error("the window is gone");
      },
    }),
  "everything throws for a while": (plain, world) => {
    const api = {};
    for (const name of ["LMSInitialize", "LMSFinish", "LMSCommit", "LMSGetValue", "LMSSetValue", "LMSGetLastError", "LMSGetErrorString", "LMSGetDiagnostic"])
      api[name] = (...given) => {
        if (world.trouble) throw new Error("the frame was navigated");
        return plain[name](...given);
      };
    return api;
  },
  /** The API is taken away after the launch. */
  "an API that goes": (plain, world) => {
    world.vanishes = true;
    return plain;
  },
  /** A failed attempt is opened for looking at, and no more. */
  "failed is locked": (plain) => {
    const locked = server.read()?.["cmi.core.lesson_status"] === "failed";
    if (!locked) return plain;
    return refusing(like(plain, { LMSGetValue: (element) => (element === "cmi.core.lesson_mode" ? "review" : plain.LMSGetValue(element)) }), () => true, "403", ["LMSSetValue"]);
  },
};

export { INDEXED };
