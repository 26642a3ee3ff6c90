// What the preview's server says and is asked: shapes as report.py, wire.py and app.py give them.

import type { FormerLayouts } from "../../player/src/contract.ts";

export type TargetName = "scorm12" | "xapi" | "cmi5";
export type Mode = "normal" | "review";

export interface Problem {
  readonly code: string;
  readonly severity: "error" | "warning" | "note";
  readonly message: string;
  readonly hint: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly width: number | null;
  readonly text: string | null;
}

/** What a save has changed. `number` counts packages with other bytes; `saved` are the files' names. */
export interface News {
  readonly target: TargetName;
  readonly number: number;
  readonly has_package: boolean;
  readonly is_current: boolean;
  readonly milliseconds: number;
  readonly failure: string;
  readonly diagnostics: readonly Problem[];
  readonly more: number;
  readonly saved?: readonly string[];
}

export interface CoursePart {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
}

export interface CourseFacts {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly language: string;
  readonly parts: readonly CoursePart[];
  readonly state_limit: number | null;
}

export interface Status extends News {
  readonly targets: readonly { readonly name: TargetName; readonly title: string }[];
  readonly former: FormerLayouts | null;
  readonly course: CourseFacts | null;
  readonly trouble: { readonly lrs: boolean; readonly lab: boolean };
  /** True where the labs' proxy is the preview's own. */
  readonly labs: boolean;
}

/** A request to the LRS or the labs' proxy. */
export interface Heard {
  readonly method: string;
  readonly resource: string;
  readonly query: { readonly [name: string]: string };
  readonly status: number;
  readonly milliseconds: number;
  readonly body: unknown;
}

export interface Launched {
  readonly url: string;
  /** The state that the learner was given, null where it is the learner's own. */
  readonly state: string | null;
}

export interface LaunchOrder {
  readonly target: TargetName;
  readonly learner: number;
  readonly mode: Mode;
  readonly jump?: boolean;
}

async function json<T>(answer: Response): Promise<T> {
  const said = (await answer.json()) as T & { readonly error?: string };
  if (!answer.ok) throw new Error(said.error ?? answer.statusText);
  return said;
}

const post = async <T>(address: string, body: object): Promise<T> =>
  json<T>(await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));

export const askStatus = async (target: TargetName | ""): Promise<Status> => json<Status>(await fetch(`/-/status?target=${target || "scorm12"}`));
export const askLaunch = (order: LaunchOrder): Promise<Launched> => post("/-/launch", order);
export const switchTrouble = (trouble: { readonly lrs: boolean; readonly lab: boolean }): Promise<unknown> => post("/-/trouble", trouble);

export interface Listener {
  readonly news: (news: News) => void;
  readonly lrs: (request: Heard) => void;
  readonly lab: (request: Heard) => void;
  /** The server answers again, or not any more. */
  readonly here: (isHere: boolean) => void;
}

/** Listens until it is told to stop. The browser connects again by itself. */
export function listen(target: TargetName, listener: Listener): () => void {
  const source = new EventSource(`/-/events?target=${target}`);
  const on = <T>(name: string, run: (data: T) => void): void =>
    source.addEventListener(name, (event) => run(JSON.parse((event as MessageEvent<string>).data) as T));
  on<News>("edition", listener.news);
  on<Heard>("lrs", listener.lrs);
  on<Heard>("lab", listener.lab);
  on("hello", () => listener.here(true));
  source.addEventListener("error", () => listener.here(false));
  return () => source.close();
}
