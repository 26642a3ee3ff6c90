// The cmi5 wire: an assignable unit's side of cmi5 (Quartz, 1st edition).

import type { CourseContract } from "../contract.ts";
import { storeOf, type Keep } from "../journal.ts";
import { browserSurroundings, type Surroundings } from "../lrs/surroundings.ts";
import type { Launch, Listener, Mode, SaveStatus, Transport } from "../transport.ts";
import { define, loadActivities, type Define } from "../xapi/activities.ts";
import { identityOf } from "../xapi/actor.ts";
import { cmi5Frame } from "../xapi/cmi5-context.ts";
import { authorizationToken, launchData, launchParameters, learnerPreferences, sessionOf } from "../xapi/cmi5-launch.ts";
import { openSession, type Opened } from "../xapi/opening.ts";
import { narrow } from "../xapi/policy.ts";
import { watchReloads } from "../xapi/reloading.ts";
import { silence } from "../xapi/silence.ts";
import { visitNote } from "../xapi/visit.ts";

export interface Cmi5Surroundings {
  /** The query of the launch. */
  readonly query: string;
  /** Lives as long as the tab; null where nothing may be kept. */
  readonly tab: Keep | null;
  readonly define: Define;
  readonly prepare: (course: CourseContract, part?: string) => Promise<void>;
  readonly narrow: typeof narrow;
  readonly silence: () => void;
  readonly isReloading: () => boolean;
  readonly lrs?: Partial<Surroundings>;
}

const NONE: Launch = { mode: "unrecorded", learner: "", resumeData: "", masteryScore: null, passed: false, returnUrl: null };
const MODES: { readonly [mode: string]: Mode } = { Normal: "normal", Browse: "browse", Review: "review" };

const denied = (detail: string): SaveStatus => ({ state: "unsaved", trouble: "denied", code: "", detail });

/** A transport to the LMS that launched the page by cmi5. Where none did, or it gives no token or launch data, mode
 * "unrecorded"; where this session was closed before, mode "review": after `terminated` nothing may follow (9.3.8). */
export function cmi5(course: CourseContract, given: Partial<Cmi5Surroundings> = {}): Transport {
  const surroundings: Cmi5Surroundings = {
    query: given.query ?? location.search,
    tab: given.tab === undefined ? storeOf(() => sessionStorage) : given.tab,
    define,
    prepare: loadActivities,
    narrow,
    silence,
    isReloading: given.isReloading ?? watchReloads(),
    ...given,
  };
  const caller = { ...browserSurroundings(), ...surroundings.lrs };
  let opened: Opened | null = null;
  let closed: SaveStatus = { state: "saved" };

  async function launch(listener: Listener): Promise<Launch> {
    const parameters = launchParameters(surroundings.query);
    if (!parameters) return NONE;
    const { endpoint, actor, registration, activityId } = parameters;
    surroundings.narrow([endpoint, parameters.fetch, course.lab_proxy?.url]);
    const token = await authorizationToken(parameters.fetch, surroundings.tab, caller);
    if (token === null) {
      listener.status(denied("the LMS gave no authorization token"));
      return NONE;
    }
    const lrs = { endpoint, authorization: `Basic ${token}` };
    const [data, { audio }] = await Promise.all([launchData(lrs, parameters, caller), learnerPreferences(lrs, actor, caller), surroundings.prepare(course)]);
    if (!data) {
      listener.status(denied("the LMS gave no launch data"));
      return NONE;
    }
    if (!audio) surroundings.silence();

    const session = sessionOf(data, parameters);
    const visit = visitNote(surroundings.tab, `${session}\n${endpoint}`);
    const isClosed = visit.read()?.closed === true;
    const mode = MODES[data.launchMode] ?? "normal";
    opened = await openSession({
      course,
      lrs,
      voice: {
        course,
        actor,
        registration,
        activityId,
        platform: "scormpack",
        grouping: [],
        owner: [course.iri, activityId, identityOf(actor), registration].join("\n"),
        session,
        define: surroundings.define,
        frame: cmi5Frame(data.contextTemplate, data.masteryScore),
      },
      mastery: data.masteryScore,
      visit,
      records: mode === "normal",
      listener: isClosed ? { ...listener, status: () => undefined } : listener,
      isReloading: surroundings.isReloading,
      ...(surroundings.lrs ? { surroundings: surroundings.lrs } : {}),
    });
    if (!opened) return NONE;
    const { resumeData } = opened;
    const known: Launch = { mode, learner: identityOf(actor), resumeData, masteryScore: data.masteryScore, passed: false, returnUrl: data.returnUrl };
    if (!isClosed) return known;
    opened = null;
    closed = denied("this session was closed");
    listener.status(closed);
    return { ...known, mode: "review" };
  }
  return {
    standard: "cmi5",
    keepsTranscripts: true,
    waiting: () => opened?.waiting() ?? 0,
    launch,
    prepare: (part) => surroundings.prepare(course, part),
    save: (report) => opened?.save(report) ?? closed,
    leave: (report, leaving) => opened?.leave(report, leaving) ?? closed,
  };
}
