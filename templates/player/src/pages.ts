// A long course is several HTML pages. The launch page stays; the others' parts come to it, one at a time.

import type { CourseContract } from "./contract.ts";

export function partIds(course: CourseContract): readonly string[] {
  return course.modules.flatMap((module) => module.parts.map((part) => part.id));
}

/** The number of the page that holds a part: the last one that begins at or before it. */
export function pageOf(course: CourseContract, part: string): number {
  const ids = partIds(course);
  const upToHere = new Set(ids.slice(0, ids.indexOf(part) + 1));
  return course.pages.filter((page) => upToHere.has(page.first)).length - 1;
}

export function findPart(id: string): HTMLElement | null {
  return document.querySelector(`[data-part="${id}"]`);
}

const fetched = new Map<string, Promise<Document>>();

async function fetchPage(file: string): Promise<Document> {
  const response = await fetch(file);
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** Puts the entries of the part's module into the contents, where only the module's title stood. */
function adoptEntries(from: Document, module: string): void {
  const here = document.querySelector(`[data-module="${module}"]`);
  const list = from.querySelector(`[data-module="${module}"] ol`);
  if (here && list && !here.querySelector("ol")) here.append(document.adoptNode(list));
}

/** The part's section, brought from its page if need be; rejects where that page cannot be had (file://, offline). */
export async function bringPart(course: CourseContract, id: string): Promise<HTMLElement> {
  const here = findPart(id);
  if (here) return here;
  const file = course.pages[pageOf(course, id)]?.file ?? "";
  const page = fetched.get(file) ?? fetchPage(file);
  fetched.set(file, page);
  const from = await page.catch((error: unknown) => {
    fetched.delete(file);
    throw error;
  });
  const section = findPart(id) ?? from.querySelector<HTMLElement>(`[data-part="${id}"]`);
  if (section === null) throw new Error(`${file}: no ${id}`);
  const module = course.modules.find((m) => m.parts.some((part) => part.id === id));
  if (module) adoptEntries(from, module.id);
  if (section.ownerDocument !== document) {
    section.removeAttribute("data-current");
    // In the author's order, for paper: before the first part here that comes later.
    const ids = partIds(course);
    const later = ids.slice(ids.indexOf(id) + 1).map(findPart).find((part) => part !== null);
    document.querySelector("main")?.insertBefore(document.adoptNode(section), later ?? document.getElementById("_end"));
  }
  return section;
}
