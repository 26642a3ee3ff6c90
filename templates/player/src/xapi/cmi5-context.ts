// The context of statements in a cmi5 session (9.6): the LMS's template unchanged, ours beside it, and the categories.

import type { Activity, Context } from "./statement.ts";
import type { VerbName } from "./terms.ts";

const CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5";
const MOVE_ON = "https://w3id.org/xapi/cmi5/context/categories/moveon";
const MASTERY_SCORE = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore";

const DEFINED: ReadonlySet<VerbName> = new Set(["initialized", "completed", "passed", "failed", "terminated"]);
const KINDS = ["parent", "grouping", "category", "other"] as const;

const listed = (value: unknown): readonly Activity[] => (value === undefined ? [] : Array.isArray(value) ? (value as Activity[]) : [value as Activity]);

/** What `Voice.frame` does in cmi5. Statements about the course by cmi5's verbs are "cmi5 defined" (7.1.2, 9.6.2.1) and carry
 * its category; those with a result of success or completion also `moveon` (9.6.2.2). All others are "cmi5 allowed". */
export function cmi5Frame(template: Context, mastery: number | null): (own: Context, about: "course" | "part", verb: VerbName) => Context {
  return (own, about, verb) => {
    const isDefined = about === "course" && DEFINED.has(verb);
    const judges = isDefined && (verb === "completed" || verb === "passed" || verb === "failed");
    const marks = [...(isDefined ? [CMI5] : []), ...(judges ? [MOVE_ON] : [])].map((id) => ({ id }));
    const activities = KINDS.flatMap((kind) => {
      const given = listed(template.contextActivities?.[kind]);
      const known = new Set(given.map(({ id }) => id));
      const added = [...(kind === "category" ? marks : []), ...(own.contextActivities?.[kind] ?? [])].filter(({ id }) => !known.has(id));
      return given.length + added.length > 0 ? [[kind, [...given, ...added]] as const] : [];
    });
    // 9.6.3.2: the mark that decided stands beside the verdict.
    const mark = judges && verb !== "completed" && mastery !== null ? { [MASTERY_SCORE]: mastery } : {};
    return { ...own, ...template, contextActivities: Object.fromEntries(activities), extensions: { ...own.extensions, ...mark, ...template.extensions } };
  };
}
