// An LRS in memory, by the letter of xAPI 1.0.3 as far as a player meets it: statements are kept once under their id
// (Data, 2.4; Communication, 2.1.1), documents have ETags (Communication, 3.1).

import { createHash } from "node:crypto";

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
  readonly keepalive: boolean;
}

/** What is done with a request instead of, or after, answering it. */
export type Fault = "unreached" | "unanswered" | number | { readonly status: number; readonly headers?: { readonly [name: string]: string }; readonly text?: string };

export interface FakeLrs {
  readonly fetching: typeof fetch;
  readonly asked: Asked[];
  /** In the order in which they were stored. */
  readonly stored: { readonly [property: string]: unknown }[];
  readonly documents: Map<string, string>;
  /** Asked before each request; undefined lets it through. */
  fault: (asked: Asked) => Fault | undefined;
  ids(): readonly string[];
}

export const etagOf = (text: string): string => `"${createHash("sha1").update(text).digest("hex")}"`;

export function fakeLrs(options: { readonly etags?: boolean } = {}): FakeLrs {
  const etags = options.etags ?? true;
  const stored: { readonly [property: string]: unknown }[] = [];
  const documents = new Map<string, string>();
  const asked: Asked[] = [];

  const answer = (status: number, text = "", headers: { readonly [name: string]: string } = {}): Response =>
    new Response(status === 204 ? null : text, { status, headers: { ...headers } });

  const keep = (list: readonly { readonly [property: string]: unknown }[]): Response => {
    const clash = list.some((one) => {
      const held = stored.find(({ id }) => id === one["id"]);
      return held !== undefined && JSON.stringify(held) !== JSON.stringify(one);
    });
    if (clash) return answer(409, "another statement has this id"); // and none of the batch is stored
    for (const one of list) if (!stored.some(({ id }) => id === one["id"])) stored.push(one);
    return answer(200, JSON.stringify(list.map(({ id }) => id)));
  };

  const handle = ({ method, url, headers, body }: Asked): Response => {
    if (url.pathname.endsWith("/statements")) {
      const id = url.searchParams.get("statementId");
      if (method === "POST") return keep(JSON.parse(body) as []);
      if (method === "PUT") {
        const kept = keep([JSON.parse(body) as {}]);
        return kept.status === 200 ? answer(204) : kept;
      }
      const found = stored.find((one) => one["id"] === id);
      return found ? answer(200, JSON.stringify(found)) : answer(404);
    }
    const place = ["activityId", "agent", "registration", "stateId", "profileId"].map((name) => url.searchParams.get(name) ?? "").join("|");
    const held = documents.get(place);
    const etag: { readonly [name: string]: string } = held !== undefined && etags ? { ETag: etagOf(held) } : {};
    if (method === "GET") return held === undefined ? answer(404) : answer(200, held, etag);
    if (etags && headers.has("If-Match") && (held === undefined || headers.get("If-Match") !== etagOf(held))) return answer(412);
    if (etags && headers.get("If-None-Match") === "*" && held !== undefined) return answer(412);
    documents.set(place, body);
    return answer(204, "", etags ? { ETag: etagOf(body) } : {});
  };

  const lrs: FakeLrs = {
    asked,
    stored,
    documents,
    fault: () => undefined,
    ids: () => stored.map(({ id }) => id as string),
    fetching: async (input, init) => {
      const request: Asked = {
        method: init?.method ?? "GET",
        url: new URL(String(input)),
        headers: new Headers(init?.headers),
        body: typeof init?.body === "string" ? init.body : "",
        keepalive: init?.keepalive === true,
      };
      asked.push(request);
      const fault = lrs.fault(request);
      await Promise.resolve();
      if (fault === "unreached") throw new TypeError("Failed to fetch");
      if (typeof fault === "number") return answer(fault);
      if (typeof fault === "object") return answer(fault.status, fault.text ?? "", fault.headers);
      const given = handle(request);
      if (fault === "unanswered") throw new TypeError("Failed to fetch");
      return given;
    },
  };
  return lrs;
}
