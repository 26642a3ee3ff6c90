// Long texts that a learner writes: kept in this browser, apart from the state that the LMS keeps.

import type { CourseContract } from "./contract.ts";

export interface TextShelf {
  recall(question: string): string | null;
  keep(question: string, text: string): void;
}

/** Where the LMS names no learner, texts live as long as the tab: the next person at the machine is somebody else. */
export function textShelf(course: CourseContract, part: string, learner: string): TextShelf {
  const name = (question: string): string => ["scormpack-text", course.iri, learner, part, question].join(" ");
  const store = (): Storage => (learner === "" ? sessionStorage : localStorage);
  return {
    recall(question) {
      try {
        return store().getItem(name(question));
      } catch {
        return null; // A browser that keeps nothing.
      }
    },
    keep(question, text) {
      try {
        if (text === "") store().removeItem(name(question));
        else store().setItem(name(question), text);
      } catch {
        // A browser that keeps nothing: the text is there while the page is.
      }
    },
  };
}
