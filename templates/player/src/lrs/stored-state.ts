// One document in the State resource, and what is known of its version (xAPI 1.0.3 Communication, 2.3 and 3.1).
//
// An LRS marks each version with an ETag. By the standard that is the SHA-1 of the text in quotes, so that a client can work
// it out where the header is hidden from it, as in a browser unless the LRS exposes it. LRSs differ: some have marks of
// their own, some have none, some want one to be named before they replace anything.

import { sha1 } from "../xapi/ids.ts";
import { callLrs, type Lrs, type LrsAnswer, type LrsRequest } from "./connection.ts";
import { callOnLeaving } from "./keepalive.ts";
import type { Surroundings } from "./surroundings.ts";

export type Read =
  /** `document` is null where the LRS holds none. */
  | { readonly kind: "read"; readonly document: unknown }
  | { readonly kind: "failed"; readonly answer: LrsAnswer };

export type Written = { readonly kind: "stored" | "conflict" | "failed"; readonly answer: LrsAnswer };

export interface StoredState {
  read(): Promise<Read>;
  /** Replaces the version that was read or written last, and no other as far as the LRS has marks. */
  replace(text: string): Promise<Written>;
  /** `replace` in a request that outlives the page; null where it cannot be sent or would replace an unknown version. */
  replaceOnLeaving(text: string): Promise<Written> | null;
  /** known: `replace` may follow. late: to be read again before that, and better at once. unsure: the LRS may not heed
   * versions, so only reading right before `replace` shows what that would overwrite. */
  version(): "known" | "late" | "unsure";
}

/** digest: as the standard has it. own: some other mark. none: no mark is to be seen. */
type Marks = "unknown" | "digest" | "own" | "none";

interface Condition {
  readonly "If-Match"?: string;
  readonly "If-None-Match"?: string;
}

const FIRST: Condition = { "If-None-Match": "*" };
const NO_MARK: Condition = {};

function digestOf(text: string): string {
  const bytes = sha1(new TextEncoder().encode(text));
  return `"${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}"`;
}

/** The ETag as the LRS made it: servers before it that compress the text mark it as weak, or as "…-gzip". */
const own = (etag: string | null): string | null => etag?.replace(/^W\//, "").replace(/-(gzip|br|deflate)"$/, '"') ?? null;

/** `query` names the document: activity, agent, registration, stateId. */
export function storedState(lrs: Lrs, query: LrsRequest["query"] & {}, surroundings: Surroundings): StoredState {
  const place = { path: "activities/state", query } as const;
  let marks: Marks = "unknown";
  /** The LRS has refused to replace what was not named. */
  let demanding = false;
  /** The headers that name the version to be replaced; null when that is not known. */
  let condition: Condition | null = null;
  let underWay: string | null = null;

  const written = (answer: LrsAnswer, text: string): Written => {
    const status = answer.kind === "answer" ? answer.status : 0;
    if (answer.kind === "answer" && status >= 200 && status < 300) {
      const mark = own(answer.etag) ?? (marks === "digest" || demanding ? digestOf(text) : null);
      condition = mark === null ? null : { "If-Match": mark };
      return { kind: "stored", answer };
    }
    const isConflict = status === 412 || status === 409;
    if (condition === NO_MARK && isConflict) demanding = true;
    if (isConflict) condition = null;
    return { kind: isConflict ? "conflict" : "failed", answer };
  };

  return {
    version() {
      if (condition === NO_MARK || (condition === FIRST && marks === "unknown")) return "unsure";
      if (condition) return "known";
      return marks === "none" && !demanding ? "unsure" : "late";
    },
    async read() {
      const answer = await callLrs(lrs, { ...place, method: "GET" }, surroundings);
      if (answer.kind === "answer" && (answer.status === 404 || answer.status === 204)) {
        condition = FIRST;
        return { kind: "read", document: null };
      }
      if (answer.kind === "unreachable" || answer.status !== 200) return { kind: "failed", answer };
      let document: unknown;
      try {
        document = JSON.parse(answer.text);
      } catch {
        return { kind: "failed", answer };
      }
      const [mark, digest] = [own(answer.etag), digestOf(answer.text)];
      marks = mark === null ? "none" : mark === digest ? "digest" : "own";
      condition = mark === null && !demanding ? NO_MARK : { "If-Match": mark ?? digest };
      return { kind: "read", document };
    },
    async replace(text) {
      underWay = text;
      const answer = await callLrs(lrs, { ...place, method: "PUT", body: text, headers: { ...condition } }, surroundings);
      underWay = null;
      return written(answer, text);
    },
    replaceOnLeaving(text) {
      const named = condition ?? (marks === "none" && !demanding ? NO_MARK : null);
      if (!named) return null;
      const match = named["If-Match"];
      // What is under way may have arrived by then, and is ours to replace as well.
      const isSecond = match !== undefined && marks === "digest" && underWay !== null && underWay !== text;
      const headers = isSecond ? { "If-Match": `${match}, ${digestOf(underWay ?? "")}` } : { ...named };
      const call = callOnLeaving(lrs, { ...place, method: "PUT", body: text, headers }, surroundings);
      return call?.then((answer) => written(answer, text)) ?? null;
    },
  };
}
