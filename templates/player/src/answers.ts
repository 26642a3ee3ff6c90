// The right answers and the feedback of one page's questions. They are a script, not JSON: a script also loads from
// file://, where the mobile app plays a package and fetch is refused.

import type { AnswerKey, CourseContract, QuestionKey } from "./contract.ts";
import { pageOf } from "./pages.ts";

declare global {
  var scormpackAnswers: AnswerKey[] | undefined;
}

const loading = new Map<string, Promise<void>>();

function loadScript(file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = file;
    script.onload = () => resolve();
    script.onerror = () => {
      script.remove();
      loading.delete(file); // The next visit tries again.
      reject(new Error(file));
    };
    document.head.append(script);
  });
}

/** The keys of a quiz's or test's questions in the author's order; rejects where they cannot be loaded. */
export async function answerKeys(course: CourseContract, part: string): Promise<readonly QuestionKey[]> {
  const page = pageOf(course, part);
  const file = course.pages[page]?.answers ?? "";
  const load = loading.get(file) ?? loadScript(file);
  loading.set(file, load);
  await load;
  const keys = self.scormpackAnswers?.find((key) => key.page === page)?.parts[part];
  if (keys === undefined) throw new Error(file);
  return keys;
}
