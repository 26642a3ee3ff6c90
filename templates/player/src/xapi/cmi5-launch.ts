// What a cmi5 launch gives an assignable unit (cmi5, Quartz 1st edition): the launch parameters (8.1), the authorization
// token (8.2), the launch data (10.0) and the learner's preferences (11).

import { opaque, type Keep } from "../journal.ts";
import { callLrs, type Caller, type Lrs, type LrsAnswer, type LrsRequest } from "../lrs/connection.ts";
import { identityOf, readActor } from "./actor.ts";
import type { Actor, Context } from "./statement.ts";

export interface LaunchParameters {
  readonly endpoint: string;
  readonly fetch: string;
  readonly actor: Actor;
  readonly registration: string;
  readonly activityId: string;
}

export interface LaunchData {
  readonly contextTemplate: Context;
  readonly launchMode: "Normal" | "Browse" | "Review";
  /** 0 to 1. */
  readonly masteryScore: number | null;
  readonly returnUrl: string | null;
}

export interface LearnerPreferences {
  /** False where the learner wants no sound. */
  readonly audio: boolean;
}

const TOKEN_MILLISECONDS = 30_000;
const SECOND_TRY_MILLISECONDS = 1500;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SESSION_ID = "https://w3id.org/xapi/cmi5/context/extensions/sessionid";

/** All five parameters, each of which a launch must have (8.1); null where it is no cmi5 launch. */
export function launchParameters(search: string): LaunchParameters | null {
  const query = new URLSearchParams(search);
  const [endpoint, fetch, registration, activityId] = ["endpoint", "fetch", "registration", "activityId"].map((name) => query.get(name) ?? "") as [
    string,
    string,
    string,
    string,
  ];
  const actor = readActor(query.get("actor"));
  const isWeb = /^https?:\/\/[^/]/i.test(endpoint) && /^https?:\/\/[^/]/i.test(fetch);
  return actor && isWeb && UUID.test(registration) && activityId ? { endpoint, fetch, actor, registration, activityId } : null;
}

/** The token for this session: fetched once (8.2.1: the address works once only), and kept for a reload of the tab.
 * Null where the LMS gives none; its error comes with status 200 (8.2.3). */
export async function authorizationToken(address: string, tab: Keep | null, caller: Caller): Promise<string | null> {
  const key = `scormpack:token:${opaque(address)}`;
  try {
    const kept = tab?.getItem(key);
    if (kept) return kept;
  } catch {
    // nothing is kept here: it is fetched
  }
  const control = new AbortController();
  const callOff = caller.later(() => control.abort(), TOKEN_MILLISECONDS);
  try {
    const response = await caller.fetching(address, { method: "POST", credentials: "omit", cache: "no-store", signal: control.signal });
    const answer = (await response.json()) as { readonly [name: string]: unknown };
    const token = answer["auth-token"];
    if (!response.ok || typeof token !== "string" || token === "") return null;
    try {
      tab?.setItem(key, token);
    } catch {
      // a reload will find the address used
    }
    return token;
  } catch {
    return null;
  } finally {
    callOff();
  }
}

/** The answer, or that to a second try where the first one came to nothing for the moment. */
async function ask(lrs: Lrs, request: LrsRequest, caller: Caller): Promise<LrsAnswer> {
  const answer = await callLrs(lrs, request, caller);
  if (answer.kind === "answer" && answer.status !== 429 && answer.status < 500) return answer;
  await new Promise<void>((go) => caller.later(go, SECOND_TRY_MILLISECONDS));
  return callLrs(lrs, request, caller);
}

const agentQuery = (actor: Actor): string => JSON.stringify(actor);

/** The document LMS.LaunchData of this launch; null where it cannot be read (10.0: the LMS writes it before the launch). */
export async function launchData(lrs: Lrs, launch: LaunchParameters, caller: Caller): Promise<LaunchData | null> {
  const { activityId, registration, actor } = launch;
  const query = { activityId, registration, agent: agentQuery(actor), stateId: "LMS.LaunchData" };
  const answer = await ask(lrs, { method: "GET", path: "activities/state", query }, caller);
  if (answer.kind !== "answer" || answer.status !== 200) return null;
  try {
    const data = JSON.parse(answer.text) as { readonly [name: string]: unknown };
    const mode = data["launchMode"];
    const mastery = data["masteryScore"];
    const back = data["returnURL"];
    return {
      contextTemplate: (data["contextTemplate"] ?? {}) as Context,
      launchMode: mode === "Browse" || mode === "Review" ? mode : "Normal",
      masteryScore: typeof mastery === "number" && mastery >= 0 && mastery <= 1 ? mastery : null,
      returnUrl: typeof back === "string" && back !== "" ? back : null,
    };
  } catch {
    return null;
  }
}

/** The agent profile cmi5LearnerPreferences (11.0); what is not there, or may not be read, is no wish. */
export async function learnerPreferences(lrs: Lrs, actor: Actor, caller: Caller): Promise<LearnerPreferences> {
  const query = { agent: agentQuery(actor), profileId: "cmi5LearnerPreferences" };
  const answer = await callLrs(lrs, { method: "GET", path: "agents/profile", query }, caller);
  try {
    const wishes = answer.kind === "answer" && answer.status === 200 ? (JSON.parse(answer.text) as { readonly audioPreference?: unknown }) : {};
    return { audio: wishes.audioPreference !== "off" };
  } catch {
    return { audio: true };
  }
}

/** The session's id, which the template carries (9.6.3.1); without one, of a launch that is out of order, the registration. */
export function sessionOf({ contextTemplate }: LaunchData, { registration, actor }: LaunchParameters): string {
  const id = contextTemplate.extensions?.[SESSION_ID];
  return typeof id === "string" && id !== "" ? id : `${registration} ${identityOf(actor)}`;
}
