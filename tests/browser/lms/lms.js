// The LMS's page: it holds the API where content looks for it, and shows the package.
// Query: `api` parent (the package in a frame), opener (in a window of its own) or none; `runtime` strict or scorm-again.

import { Scorm12 } from "./scorm12.js";

const query = new URLSearchParams(location.search);
const place = query.get("api") || "parent";
const kind = query.get("runtime") || "strict";
let runtime = null;
let stored = null;
let content = null;

/** scorm-again, kept in memory, with its calls recorded in the same shape. */
async function scormAgain(initial, saved) {
  await new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "../scorm-again.js";
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  const api = new globalThis.Scorm12API({ autocommit: false, logLevel: 5 });
  api.loadFromFlattenedJSON({ ...initial, ...saved });
  const pending = { ...saved };
  let committed = { ...saved };
  const calls = [];
  const history = [];
  for (const method of ["LMSInitialize", "LMSFinish", "LMSCommit", "LMSGetValue", "LMSSetValue"]) {
    const original = api[method].bind(api);
    api[method] = (...words) => {
      const returned = String(original(...words));
      calls.push([method, words[0] ?? "", words[1] ?? "", returned, String(api.LMSGetLastError())]);
      if (method === "LMSSetValue" && returned === "true") pending[words[0]] = words[1];
      if (returned === "true" && (method === "LMSCommit" || method === "LMSFinish")) {
        committed = { ...pending, "cmi.core.lesson_status": api.cmi.core.lesson_status };
        history.push({ calls: calls.length, committed });
      }
      return returned;
    };
  }
  return { api, state: () => ({ committed, pending, calls, history, phase: "" }) };
}

globalThis.lms = {
  /** Opens the package at `url`; `options` are the strict run-time's. */
  async launch(url, options, width, height) {
    if (kind === "strict") {
      const api = new Scorm12({ ...options, lost: () => (stored ??= { ...localStorage }) });
      runtime = { api, state: () => api.state() };
    } else {
      runtime = await scormAgain(options.initial || {}, options.saved || {});
    }
    if (place !== "none") globalThis.API = runtime.api;
    if (place === "opener") {
      content = globalThis.open(url, "content", `width=${width},height=${height}`);
      return;
    }
    content = document.createElement("iframe");
    content.name = "content";
    content.allow = "clipboard-write";
    content.style.width = `${width}px`;
    content.style.height = `${height}px`;
    content.src = url;
    document.body.append(content);
  },
  state: () => runtime.state(),
  /** Changes the strict run-time's options from the next call on. */
  control: (options) => Object.assign(runtime.api.options, options),
  /** The content's process dies, at once or with its first call after `gone`: what it did since is undone. */
  kill() {
    stored ??= { ...localStorage };
    runtime.api.options.gone = true;
    (place === "opener" ? content : content.contentWindow).dying = true;
    if (place === "opener") content.close();
    else content.remove();
    localStorage.clear();
    for (const [key, value] of Object.entries(stored)) localStorage.setItem(key, value);
  },
  /** The learner goes elsewhere: the content's document is unloaded, with its events. */
  leave() {
    if (place === "opener") content.location.replace("about:blank");
    else content.src = "about:blank";
  },
};
