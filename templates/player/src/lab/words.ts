// What the lab says to a learner. The compiler puts the words of the course's language (templates/words/) before this script.

import type { LabWords } from "../contract.ts";

export type { LabWords };

declare global {
  var scormpackLabWords: LabWords | undefined;
}

/** The words of the course's language. Throws where the compiler and the player disagree. */
export function labWords(): LabWords {
  if (!self.scormpackLabWords) throw new Error("lab: no words");
  return self.scormpackLabWords;
}

/** A text with each name in braces replaced. */
export function fill(text: string, values: { readonly [name: string]: string | number }): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}
