// A course of every kind of part, launched against an LRS in memory by xAPI or by cmi5, and what a learner reports of it.

import type { CourseContract, QuestionKey } from "../src/contract.ts";
import { cmi5 } from "../src/transports/cmi5.ts";
import { xapi } from "../src/transports/xapi.ts";
import type { AnswerRecord, AttemptRecord, ExchangeRecord, Launch, Outcome, PartRecord, Report, SaveStatus, Transport } from "../src/transport.ts";
import { encode } from "../src/resume.ts";
import { begin, step, type SessionEvent, type SessionState } from "../src/session.ts";
import type { ActivityDefinition, Statement } from "../src/xapi/statement.ts";
import { fakeLrs, type FakeLrs } from "./fake-lrs.ts";
import { browser, memoryShelf, turn, type Browser } from "./lrs-world.ts";
import { sampleCourse } from "./sample-course.ts";
import { told } from "./reports.ts";

export const course = sampleCourse();
export const IRI = course.iri;
export const REGISTRATION = "1f0f7c0e-2d3b-4a55-9a53-0a6b1c9d8e7f";
export const ACTIVITY = "https://lms.example.org/activities/41";
export const ACTOR = { objectType: "Agent", account: { homePage: "https://lms.example.org", name: "ada-7" } };
export const SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid";

export const definition: ActivityDefinition = {
  name: { en: "Which?" },
  type: "http://adlnet.gov/expapi/activities/cmi.interaction",
  interactionType: "choice",
  choices: [{ id: "a" }, { id: "b" }, { id: "c" }],
  correctResponsesPattern: ["a[,]c"],
};

export const key: QuestionKey = {
  type: "multiple-choice",
  id: "q1",
  points: 2,
  choices: [{ id: "a", correct: true }, { id: "b" }, { id: "c", correct: true }],
};

export interface Session {
  readonly lrs: FakeLrs;
  readonly own: Browser;
  readonly transport: Transport;
  readonly launch: Launch;
  readonly heard: SaveStatus[];
  readonly merged: unknown[];
  readonly policies: (readonly (string | null | undefined)[])[];
  silenced: boolean;
  /** All that arrived, in order. */
  statements(): readonly Statement[];
  /** Verb and object of all that arrived, each by its last segment. */
  told(): readonly string[];
}

export interface Options {
  /** The sample course where no other is named. */
  readonly course?: CourseContract;
  readonly lrs?: FakeLrs;
  readonly own?: Browser;
  readonly tab?: ReturnType<typeof memoryShelf>;
  readonly query?: { readonly [name: string]: string | null };
  readonly reloading?: boolean;
  /** What the LMS's document says, over what it says here. */
  readonly data?: { readonly [name: string]: unknown };
}

const last = (iri: string): string => iri.split("/").at(-1) ?? "";
export const tellingOf = ({ verb, object }: Statement): string => `${last(verb.id)} ${last(object.id)}`;

async function opened(open: typeof xapi | typeof cmi5, query: { readonly [name: string]: string | null }, lrs: FakeLrs, options: Options): Promise<Session> {
  const own = options.own ?? browser(lrs.fetching);
  const [heard, merged, policies]: [SaveStatus[], unknown[], (readonly (string | null | undefined)[])[]] = [[], [], []];
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, ...options.query })) if (value !== null) asked.set(name, value);
  const session = { silenced: false };
  const transport = open(options.course ?? course, {
    query: `?${asked.toString()}`,
    tab: options.tab ?? memoryShelf(),
    define: (iri) => (iri === `${IRI}/q1` ? definition : undefined),
    prepare: async () => undefined,
    narrow: (addresses) => void policies.push(addresses),
    silence: () => void (session.silenced = true),
    isReloading: () => options.reloading ?? false,
    lrs: own.surroundings,
  });
  const launching = transport.launch({ status: (status) => heard.push(status), merged: (take) => merged.push(take) });
  await turn(30);
  await own.pass();
  const launch = await launching;
  await turn(20);
  const statements = (): readonly Statement[] => lrs.stored as unknown as readonly Statement[];
  return Object.assign(session, { lrs, own, transport, launch, heard, merged, policies, statements, told: () => statements().map(tellingOf) });
}

export function launchXapi(options: Options = {}): Promise<Session> {
  const query = {
    endpoint: "https://lrs.example.org/xapi/",
    auth: "Basic a2V5",
    actor: JSON.stringify(ACTOR),
    registration: REGISTRATION,
    activity_id: options.course?.iri ?? IRI,
  };
  return opened(xapi, query, options.lrs ?? fakeLrs(), options);
}

/** The LMS's side: its launch data in State, and an address that gives one token once. */
export function launchCmi5(options: Options = {}): Promise<Session> {
  const lrs = options.lrs ?? fakeLrs();
  if (!options.lrs) tokens(lrs);
  const data = {
    contextTemplate: {
      contextActivities: { grouping: [{ id: options.course?.iri ?? IRI }] },
      extensions: { [SESSION]: "session-1" },
    },
    launchMode: "Normal",
    moveOn: "CompletedAndPassed",
    masteryScore: 0.6,
    returnURL: "https://lms.example.org/back",
    ...options.data,
  };
  lrs.documents.set([ACTIVITY, JSON.stringify(ACTOR), REGISTRATION, "LMS.LaunchData", ""].join("|"), JSON.stringify(data));
  const query = {
    endpoint: "https://lms.example.org/xapi/",
    fetch: "https://lms.example.org/fetch/1",
    actor: JSON.stringify(ACTOR),
    registration: REGISTRATION,
    activityId: ACTIVITY,
  };
  return opened(cmi5, query, lrs, options);
}

/** The LMS's answer at the fetch address: a token the first time, an error with status 200 ever after (8.2.3). */
export function tokens(lrs: FakeLrs): { given: number } {
  const count = { given: 0 };
  const before = lrs.fault;
  lrs.fault = (asked) => {
    if (!asked.url.pathname.startsWith("/fetch/")) return before(asked);
    count.given += 1;
    const text = count.given === 1 ? { "auth-token": "dG9rZW4=" } : { "error-code": "1", "error-text": "used" };
    return { status: 200, text: JSON.stringify(text) };
  };
  return count;
}

export const at = new Date("2026-03-01T09:05:07.250Z");
const nothing: Outcome = { completion: "incomplete", success: "unknown", score: null, progress: 0, final: false };
let sequence = 0;

export const after = (...events: readonly SessionEvent[]): SessionState => events.reduce((state, event) => step(course, state, event), begin(course));

/** A report of this state, with whatever else happened. */
export function report(state: SessionState, over: Partial<Report> = {}): Report {
  sequence = (sequence + 1) % 4096;
  return {
    outcome: nothing,
    resumeData: encode(course, { ...state, sequence }),
    bookmark: state.bookmark,
    answers: [],
    attempts: [],
    exchanges: [],
    labs: [],
    parts: [],
    sessionSeconds: 95.5,
    ...over,
  };
}

export const seen = (part: string): PartRecord => ({ part, completion: "incomplete", success: "unknown", score: null, way: null });
export const answer = (over: Partial<AnswerRecord> = {}): AnswerRecord => told({
  part: "quiz",
  attempt: 2,
  key,
  response: ["c", "a"],
  correct: true,
  at,
  latencySeconds: 12.345,
  ...over,
});
export const attempt = (over: Partial<AttemptRecord> = {}): AttemptRecord => ({
  part: "exam",
  attempt: 1,
  earned: 3,
  passed: true,
  at,
  durationSeconds: 3725,
  ...over,
});
export const exchange = (over: Partial<ExchangeRecord> = {}): ExchangeRecord => ({
  part: "lab",
  exchange: 1,
  at,
  latencySeconds: 1.234,
  turnCharacters: 42,
  replyCharacters: 310,
  by: "assistant",
  transcript: null,
  ...over,
});
export const passed: Outcome = { completion: "completed", success: "passed", score: 0.8, progress: 1, final: true };
export const failed: Outcome = { completion: "incomplete", success: "failed", score: 0.4, progress: 0.5, final: true };
export const halfway: Outcome = { ...nothing, progress: 0.5 };
