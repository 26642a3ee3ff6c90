// The xAPI wire: launched with endpoint, auth and actor in the query (the Tin Can launch), statements and State to an LRS.

import type { CourseContract } from "../contract.ts";
import { storeOf, type Keep } from "../journal.ts";
import type { Surroundings } from "../lrs/surroundings.ts";
import type { Launch, Listener, Transport } from "../transport.ts";
import { define, loadActivities, type Define } from "../xapi/activities.ts";
import { identityOf, readActor } from "../xapi/actor.ts";
import { randomId } from "../xapi/ids.ts";
import { openSession, type Opened } from "../xapi/opening.ts";
import { narrow } from "../xapi/policy.ts";
import { watchReloads } from "../xapi/reloading.ts";
import { visitNote } from "../xapi/visit.ts";

export interface XapiSurroundings {
  /** The query of the launch. */
  readonly query: string;
  /** Lives as long as the tab; null where nothing may be kept. */
  readonly tab: Keep | null;
  readonly define: Define;
  readonly prepare: (course: CourseContract, part?: string) => Promise<void>;
  readonly narrow: typeof narrow;
  readonly isReloading: () => boolean;
  readonly lrs?: Partial<Surroundings>;
}

const NONE: Launch = { mode: "unrecorded", learner: "", resumeData: "", masteryScore: null, passed: false, returnUrl: null };
const REGISTRATION = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A scheme and its credentials; launches of the first days leave the scheme out. */
const authorizationOf = (auth: string): string => (auth === "" || /^\S+\s+\S/.test(auth) ? auth : `Basic ${auth}`);

const isWeb = (address: string): boolean => /^https?:\/\/[^/]/i.test(address);

/** A transport to the LRS that the launch names. Where it names none, or no learner, mode "unrecorded". */
export function xapi(course: CourseContract, given: Partial<XapiSurroundings> = {}): Transport {
  const surroundings: XapiSurroundings = {
    query: given.query ?? location.search,
    tab: given.tab === undefined ? storeOf(() => sessionStorage) : given.tab,
    define,
    prepare: loadActivities,
    narrow,
    isReloading: given.isReloading ?? watchReloads(),
    ...given,
  };
  let opened: Opened | null = null;

  async function launch(listener: Listener): Promise<Launch> {
    const query = new URLSearchParams(surroundings.query);
    const endpoint = query.get("endpoint") ?? "";
    const actor = readActor(query.get("actor"));
    if (!isWeb(endpoint) || !actor) return NONE;
    surroundings.narrow([endpoint, course.lab_proxy?.url]);
    const asked = query.get("registration") ?? "";
    const registration = REGISTRATION.test(asked) ? asked : null;
    const activityId = query.get("activity_id") || course.iri;
    const grouping = query.get("grouping");
    const owner = [course.iri, activityId, identityOf(actor), registration ?? ""].join("\n");
    const visit = visitNote(surroundings.tab, `${owner}\n${endpoint}`);
    const before = visit.read();
    const own = before && !before.closed ? before : { session: randomId(), begun: false, closed: false, seconds: 0 };
    visit.write(own);
    await surroundings.prepare(course);
    opened = await openSession({
      course,
      lrs: { endpoint, authorization: authorizationOf(query.get("auth") ?? "") },
      voice: {
        course,
        actor,
        registration,
        activityId,
        platform: query.get("activity_platform") || "scormpack",
        grouping: grouping && grouping !== course.iri ? [{ objectType: "Activity", id: grouping }] : [],
        owner,
        session: own.session,
        define: surroundings.define,
        frame: (context) => context,
      },
      mastery: null,
      visit,
      records: true,
      listener,
      isReloading: surroundings.isReloading,
      ...(surroundings.lrs ? { surroundings: surroundings.lrs } : {}),
    });
    if (!opened) return NONE;
    return { ...NONE, mode: "normal", learner: identityOf(actor), resumeData: opened.resumeData };
  }
  return {
    standard: "xAPI",
    keepsTranscripts: true,
    waiting: () => opened?.waiting() ?? 0,
    launch,
    prepare: (part) => surroundings.prepare(course, part),
    save: (report) => opened?.save(report) ?? { state: "saved" },
    leave: (report, leaving) => opened?.leave(report, leaving) ?? { state: "saved" },
  };
}
