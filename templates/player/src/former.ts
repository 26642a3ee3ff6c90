// How an earlier version of the course may have written the learner's state: a file that is fetched for who has such a state.

import type { CourseContract, FormerLayouts } from "./contract.ts";
import { decode } from "./resume.ts";
import { loadScript } from "./scripts.ts";

declare global {
  var scormpackFormer: FormerLayouts | undefined;
}

const TRIES = 3;

/** The layouts beside today's that the state may need; none where today's reads all of it. Never rejects: what cannot be
 * read then waits in the state for another visit. */
export async function formerLayouts(course: CourseContract, resumeData: string): Promise<FormerLayouts | undefined> {
  const { former } = course.layout;
  if (!former || decode(course, resumeData).state.others === undefined) return undefined;
  for (let left = TRIES; left > 0 && !self.scormpackFormer; left--) await loadScript(former).catch(() => undefined);
  return self.scormpackFormer;
}
