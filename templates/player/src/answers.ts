// The right answers and the feedback of one page's questions: a script that pushes them into a list.

import type { AnswerKey, CourseContract, QuestionKey } from "./contract.ts";
import { pageOf } from "./pages.ts";
import { loadScript } from "./scripts.ts";

declare global {
  var scormpackAnswers: AnswerKey[] | undefined;
}

/** The keys of a quiz's or test's questions in the author's order; rejects where they cannot be loaded. */
export async function answerKeys(course: CourseContract, part: string): Promise<readonly QuestionKey[]> {
  const page = pageOf(course, part);
  const file = course.pages[page]?.answers ?? "";
  await loadScript(file);
  const keys = self.scormpackAnswers?.find((key) => key.page === page)?.parts[part];
  if (keys === undefined) throw new Error(file);
  return keys;
}
