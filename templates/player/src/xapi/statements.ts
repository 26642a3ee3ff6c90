// What a learner did -> statements (docs/statements.md lists them all). Pure: times and ids come from outside.

import type { CourseContract } from "../contract.ts";
import { partsOf } from "../parts.ts";
import type { LabWay } from "../session.ts";
import type { AnswerRecord, AttemptRecord, ExchangeRecord, Outcome } from "../transport.ts";
import type { Define } from "./activities.ts";
import { isoDuration } from "./duration.ts";
import { idOf, randomId } from "./ids.ts";
import type { Activity, Actor, Context, Extensions, Result, Statement } from "./statement.ts";
import { activityIri, extensionIri, PROFILE_ACTIVITY_TYPE, profileVersionIri, PROGRESS, VERBS, type ExtensionName, type VerbName } from "./terms.ts";

/** Who speaks, of what, and in what context. */
export interface Voice {
  readonly course: CourseContract;
  readonly actor: Actor;
  readonly registration: string | null;
  /** The course as the LMS knows it. */
  readonly activityId: string;
  readonly platform: string;
  /** What the launch adds to every statement's grouping. */
  readonly grouping: readonly Activity[];
  /** Learner, course and enrolment. */
  readonly owner: string;
  /** The session's id. */
  readonly session: string;
  readonly define: Define;
  /** The last word on a context. `about` is "course" for a statement about the course itself, else "part". */
  readonly frame: (context: Context, about: "course" | "part", verb: VerbName) => Context;
}

interface Told {
  readonly id: string;
  readonly at: Date;
  readonly result?: Result;
  readonly extensions?: Extensions;
}

const activity = (voice: Voice, iri: string, own = iri): Activity => {
  const definition = voice.define(own);
  return { objectType: "Activity", id: iri, ...(definition ? { definition } : {}) };
};

/** Parents and groupings are named, not described: their own statements do that. */
const named = (id: string): Activity => ({ objectType: "Activity", id });

function contextOf(voice: Voice, parent: string | null, extensions: Extensions | undefined): Context {
  const { course, registration } = voice;
  const grouping = [course.iri, voice.activityId].filter((id, at, all) => all.indexOf(id) === at && (parent !== null || id !== voice.activityId));
  const groups = [...grouping.map(named), ...voice.grouping];
  return {
    ...(registration ? { registration } : {}),
    contextActivities: {
      ...(parent === null ? {} : { parent: [named(parent)] }),
      ...(groups.length > 0 ? { grouping: groups } : {}),
      category: [{ objectType: "Activity", id: profileVersionIri(course.iri, course.version), definition: { type: PROFILE_ACTIVITY_TYPE } }],
    },
    language: course.language,
    revision: course.version,
    platform: voice.platform,
    ...(extensions ? { extensions } : {}),
  };
}

function statement(voice: Voice, verb: VerbName, object: Activity, parent: string | null, { id, at, result, extensions }: Told): Statement {
  const context = voice.frame(contextOf(voice, parent, extensions), parent === null ? "course" : "part", verb);
  const { id: iri, display } = VERBS[verb];
  return { id, actor: voice.actor, verb: { id: iri, display }, object, ...(result ? { result } : {}), context, timestamp: at.toISOString() };
}

const own = (voice: Voice, entries: { readonly [name in ExtensionName]?: string | number | undefined }): Extensions =>
  Object.fromEntries(
    Object.entries(entries)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [extensionIri(voice.course.iri, name as ExtensionName), value]),
  );

const once = (voice: Voice, verb: VerbName, object: string): string => idOf(voice.owner, verb, object);
const rounded = (score: number): number => Math.round(score * 10000) / 10000;
const seconds = (value: number): number => Math.round(value * 100) / 100;

/** initialized, resumed, suspended, terminated: once a session. */
export function ofSession(voice: Voice, verb: "initialized" | "resumed" | "suspended" | "terminated", at: Date, sessionSeconds?: number): Statement {
  const result = sessionSeconds === undefined ? undefined : { duration: isoDuration(sessionSeconds) };
  const object = activity(voice, voice.activityId, voice.course.iri);
  return statement(voice, verb, object, null, { id: idOf(voice.owner, voice.session, verb), at, ...(result ? { result } : {}) });
}

/** progressed: the share of what the course asks, as a whole percentage. */
export function ofProgress(voice: Voice, percent: number, at: Date): Statement {
  const object = activity(voice, voice.activityId, voice.course.iri);
  return statement(voice, "progressed", object, null, { id: randomId(), at, result: { extensions: { [PROGRESS]: percent } } });
}

/** completed, passed, failed: the course as a whole. */
export function ofOutcome(voice: Voice, verb: "completed" | "passed" | "failed", { score }: Outcome, at: Date, sessionSeconds: number): Statement {
  const duration = isoDuration(sessionSeconds);
  const result: Result =
    verb === "completed"
      ? { completion: true, duration }
      : { ...(score === null ? {} : { score: { scaled: rounded(score) } }), success: verb === "passed", duration };
  const id = verb === "failed" ? idOf(voice.owner, voice.session, verb) : once(voice, verb, voice.activityId);
  return statement(voice, verb, activity(voice, voice.activityId, voice.course.iri), null, { id, at, result });
}

const moduleOf = ({ course }: Voice, part: string): string => course.modules.find(({ parts }) => parts.some(({ id }) => id === part))?.id ?? "";
const iriOf = ({ course }: Voice, id: string): string => activityIri(course.iri, id);

function ofPart(voice: Voice, verb: VerbName, part: string, told: Told): Statement {
  return statement(voice, verb, activity(voice, iriOf(voice, part)), iriOf(voice, moduleOf(voice, part)), told);
}

/** experienced: a part is on the screen for the first time. */
export function ofView(voice: Voice, part: string, at: Date): Statement {
  return ofPart(voice, "experienced", part, { id: once(voice, "experienced", iriOf(voice, part)), at });
}

/** completed, of a lab: by its exchanges, or by what took their place. */
export function ofLab(voice: Voice, part: string, way: LabWay, at: Date): Statement {
  const result = { completion: true, extensions: own(voice, { way }) };
  return ofPart(voice, "completed", part, { id: once(voice, "completed", iriOf(voice, part)), at, result });
}

/** passed or failed, of a quiz or test: one attempt. */
export function ofAttempt(voice: Voice, { part, attempt, earned, passed, at, durationSeconds }: AttemptRecord): Statement {
  const contract = partsOf(voice.course).get(part);
  const max = contract && "points" in contract ? contract.points : earned;
  const result: Result = {
    score: { scaled: max === 0 ? 0 : rounded(earned / max), raw: earned, min: 0, max },
    success: passed,
    completion: true,
    duration: isoDuration(durationSeconds),
  };
  return ofPart(voice, passed ? "passed" : "failed", part, { id: randomId(), at, result, extensions: own(voice, { attempt }) });
}

/** interacted, of a lab: one exchange. The text only where the record holds it. */
export function ofExchange(voice: Voice, record: ExchangeRecord): Statement {
  const { part, exchange, at, latencySeconds, turnCharacters, replyCharacters, by, transcript } = record;
  const extensions = own(voice, {
    exchange,
    "turn-characters": turnCharacters,
    "reply-characters": replyCharacters,
    latency: seconds(latencySeconds),
    "answered-by": by,
    turn: transcript?.turn,
    reply: transcript?.reply,
  });
  return ofPart(voice, "interacted", part, { id: randomId(), at, result: { extensions } });
}

/** answered: one question (cmi.interaction, 2.4.4.1 and appendix C). Without score and success where nothing is right or wrong. */
export function ofAnswer(voice: Voice, { part, attempt, key, given, correct, earned, at, latencySeconds }: AnswerRecord): Statement {
  const judged = correct === null ? {} : { score: { scaled: rounded(earned / key.points), raw: earned, min: 0, max: key.points }, success: correct };
  const tokens = given.kind === "matching" ? given.chosen.map((pair) => pair.replace(".", "[.]")) : given.chosen;
  const result: Result = { ...judged, response: tokens.join("[,]"), duration: isoDuration(latencySeconds) };
  return statement(voice, "answered", activity(voice, iriOf(voice, key.id)), iriOf(voice, part), {
    id: randomId(),
    at,
    result,
    extensions: own(voice, { attempt }),
  });
}
