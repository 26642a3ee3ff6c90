// What the lab says to a learner: the page brings the words in its course's language (templates/words/).

import type { LabWords } from "../contract.ts";

export type { LabWords };

/** The words of the page. Throws where the template and the player disagree. */
export function pageWords(): LabWords {
  const held = document.querySelector("script#_words")?.textContent;
  if (!held) throw new Error("lab: no words");
  return JSON.parse(held) as LabWords;
}

/** A text with each name in braces replaced. */
export function fill(text: string, values: { readonly [name: string]: string | number }): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}
