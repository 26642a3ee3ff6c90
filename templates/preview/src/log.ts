// What went over the wire, newest last: a call of SCORM 1.2, or a request with its statements.

import { make } from "../../player/src/views/dom.ts";
import type { Call } from "./lms/scorm12.ts";
import type { Heard } from "./wire.ts";

const MOST_ROWS = 1500;
/** Asked after every call by a careful package; of no interest where nothing went wrong. */
const ASKED = /^LMSGet(LastError|ErrorString|Diagnostic)$/;

/** Answers that look like errors and are none. */
const USUAL: { readonly [request: string]: string } = {
  "LRS GET 404": ", there is none yet",
  "lab POST 401": ", a session is asked for first",
};

export interface Log {
  call(call: Call): void;
  request(service: "LRS" | "lab", request: Heard): void;
  /** A line between what was before and what comes. */
  mark(text: string): void;
  /** Only SCORM 1.2 has calls that ask for errors. */
  offerEverything(isOffered: boolean): void;
}

interface LanguageMap {
  readonly [language: string]: string;
}

interface Statement {
  readonly verb?: { readonly id?: string; readonly display?: LanguageMap };
  readonly object?: { readonly id?: string; readonly definition?: { readonly name?: LanguageMap; readonly description?: LanguageMap } };
  readonly result?: { readonly success?: boolean; readonly completion?: boolean; readonly response?: string; readonly score?: { readonly scaled?: number } };
}

const inWords = (map: LanguageMap | undefined): string | undefined => (map ? Object.values(map)[0] : undefined);
const tail = (iri = ""): string => iri.split(/[/#]/).filter(Boolean).at(-1) ?? iri;
const json = (data: unknown): string => JSON.stringify(data, null, 2);

export function bindLog(panel: HTMLElement): Log {
  const everything = make("input", { type: "checkbox", id: "every-call" });
  const clear = make("button", { type: "button" }, "Clear");
  const rows = make("ol", { class: "calls" });
  const empty = make("p", { class: "hint" }, "Nothing has been sent yet.");
  const offer = make("label", {}, everything, " also what asks for errors");
  panel.replaceChildren(make("div", { class: "tools" }, offer, clear), empty, rows);
  const began = performance.now();

  const show = (): void => {
    for (const row of rows.querySelectorAll<HTMLElement>("[data-asked]")) row.hidden = !everything.checked;
  };
  everything.addEventListener("change", show);
  clear.addEventListener("click", () => {
    rows.replaceChildren();
    empty.hidden = false;
  });

  const time = (): HTMLElement => make("span", { class: "at" }, `${((performance.now() - began) / 1000).toFixed(1)} s `);

  const add = (row: HTMLElement): void => {
    const isAtEnd = panel.scrollHeight - panel.scrollTop - panel.clientHeight < 40;
    empty.hidden = true;
    rows.append(row);
    while (rows.childElementCount > MOST_ROWS) rows.firstElementChild?.remove();
    if (isAtEnd) panel.scrollTop = panel.scrollHeight;
  };

  return {
    call({ method, element, value, returned, error }) {
      const isBad = error !== "0" && !ASKED.test(method);
      const given = [element, value].filter(Boolean).join(" = ");
      const answer = isBad ? `${returned || "\u201c\u201d"}, error ${error}` : method === "LMSSetValue" && returned === "true" ? "" : returned;
      const text = [method.replace("LMS", ""), given, answer && `\u2192 ${answer}`].filter(Boolean).join(" ");
      const row = make("li", { class: isBad ? "is-bad" : "", "data-asked": ASKED.test(method), hidden: ASKED.test(method) && !everything.checked }, time(), make("code", {}, text));
      add(row);
    },
    request(service, { method, resource, query, status, milliseconds, body }) {
      const usual = USUAL[`${service} ${method} ${status}`] ?? "";
      const isBad = (status === 0 || status >= 400) && !usual;
      const about = query["stateId"] ?? query["profileId"] ?? "";
      const where = resource.replace(/^\/(xapi|v1)\//, "");
      const words = `${service} ${method} ${where}${about ? ` ${about}` : ""} \u2192 ${status || "no answer"} (${milliseconds} ms)${usual}`;
      const row = make("li", { class: isBad ? "is-bad" : "" }, time(), make("code", {}, words));
      const statements = where === "statements" ? ([body].flat() as readonly Statement[]) : [];
      for (const one of statements) if (one) row.append(statementRow(one));
      if (statements.length === 0 && body !== null) row.append(make("details", {}, make("summary", {}, "what was sent"), make("pre", {}, json(body))));
      add(row);
    },
    mark: (text) => add(make("li", { class: "mark" }, text)),
    offerEverything: (isOffered) => void (offer.hidden = !isOffered),
  };
}

function statementRow(statement: Statement): HTMLElement {
  const { verb, object, result } = statement;
  const name = inWords(object?.definition?.name) ?? inWords(object?.definition?.description) ?? tail(object?.id);
  const said = [
    result?.success === undefined ? "" : result.success ? "right" : "not right",
    result?.score?.scaled === undefined ? "" : `score ${result.score.scaled}`,
    result?.response === undefined ? "" : `\u201c${result.response}\u201d`,
  ].filter(Boolean);
  const words = `${inWords(verb?.display) ?? tail(verb?.id)} ${name}${said.length > 0 ? `: ${said.join(", ")}` : ""}`;
  return make("details", {}, make("summary", {}, words), make("pre", {}, json(statement)));
}
