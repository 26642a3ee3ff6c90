// A resume document that is easily judged, opened in a window.

import assert from "node:assert/strict";
import { openResumeDocument, type ResumeDocument, type ResumeOptions } from "../src/lrs/resume-document.ts";
import type { SaveStatus } from "../src/transport.ts";
import type { FakeLrs } from "./fake-lrs.ts";
import type { Browser } from "./lrs-world.ts";

/** The document: a set of words. */
export type Words = { readonly words: readonly string[] };
export const words = (...list: readonly string[]): Words => ({ words: list });
/** Merges. */
export const union = (mine: unknown, theirs: unknown): Words => {
  const all = [...(mine as Words).words, ...(theirs as Words).words];
  return words(...[...new Set(all)].sort());
};

export interface Window {
  readonly held: unknown;
  readonly document: ResumeDocument;
  readonly heard: SaveStatus[];
  readonly merged: unknown[];
  readonly own: Browser;
}

const PLACE = "https://courses.example.org/loops|{\"mbox\":\"mailto:ada@example.org\"}|r1|scormpack.resume|";

export function optionsFor(own: Browser, heard: SaveStatus[], merged: unknown[]): ResumeOptions {
  return {
    lrs: { endpoint: "https://lrs.example.org/xapi/", authorization: "" },
    owner: "ada",
    activityId: "https://courses.example.org/loops",
    agent: { mbox: "mailto:ada@example.org" },
    registration: "r1",
    stateId: "scormpack.resume",
    merge: union,
    heard: (status) => heard.push(status),
    merged: (document) => merged.push(document),
    surroundings: own.surroundings,
  };
}

export async function opened(own: Browser): Promise<Window> {
  const [heard, merged]: [SaveStatus[], unknown[]] = [[], []];
  const result = await openResumeDocument(optionsFor(own, heard, merged));
  assert.equal(result.kind, "open");
  if (result.kind !== "open") throw new Error();
  return { held: result.held, document: result.document, heard, merged, own };
}

/** What the LRS has. */
export const held = (lrs: FakeLrs): unknown => JSON.parse(lrs.documents.get(PLACE) ?? "null");
