// The definitions of the course's activities, which the compiler wrote into scripts of the package: one for each page.

import type { CourseContract } from "../contract.ts";
import { pageOf } from "../pages.ts";
import { loadScript } from "../scripts.ts";
import type { ActivityDefinition } from "./statement.ts";

interface PageActivities {
  readonly page: number;
  readonly activities: { readonly [iri: string]: ActivityDefinition };
}

declare global {
  var scormpackActivities: PageActivities[] | undefined;
}

/** Undefined while the definition is not there: a statement without it is valid all the same. */
export type Define = (iri: string) => ActivityDefinition | undefined;

export const define: Define = (iri) => self.scormpackActivities?.find(({ activities }) => activities[iri])?.activities[iri];

/** Fetches the definitions of the page that holds a part, the launch page's where none is named. Never rejects. */
export async function loadActivities(course: CourseContract, part?: string): Promise<void> {
  const page = part === undefined ? 0 : pageOf(course, part);
  if (page < 0) return;
  await loadScript(page === 0 ? "activities.js" : `activities-${page + 1}.js`).catch(() => undefined);
}
