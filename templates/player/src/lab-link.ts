// What a lab's view is given of the session, and what it tells it.

import type { CourseContract, LabContract } from "./contract.ts";
import type { LabDeps } from "./lab/view.ts";
import { labOf } from "./parts.ts";
import type { SessionEvent, SessionState } from "./session.ts";
import type { Happened } from "./tracker.ts";

export interface LabHost {
  readonly learner: string;
  /** True where a transcript has a place to go. */
  readonly keepsTranscripts: boolean;
  state(): SessionState;
  dispatch(event: SessionEvent, happened?: Happened): void;
  announce(text: string): void;
}

export function labLink(course: CourseContract, part: LabContract, host: LabHost): LabDeps {
  const asks = host.keepsTranscripts && part.transcript === true;
  let exchange = labOf(host.state(), part.id)?.exchanges ?? 0;
  return {
    course,
    part,
    learner: host.learner,
    consented: () => host.state().consented,
    onConsent: () => host.dispatch({ type: "consented" }),
    sharing: asks ? { isOn: () => host.state().sharing, set: (on) => host.dispatch({ type: "sharing", on }) } : null,
    onExchange({ turn, reply, latencySeconds, by, topics, way }) {
      exchange += 1;
      const record = {
        part: part.id,
        exchange,
        at: new Date(),
        latencySeconds,
        turnCharacters: [...turn].length,
        replyCharacters: [...reply].length, // an emoji is one
        by,
        transcript: asks && host.state().sharing ? { turn, reply } : null,
      };
      host.dispatch({ type: "exchanged", part: part.id, topics, way }, { exchanges: [record] });
    },
    onWaived: () => host.dispatch({ type: "waived", part: part.id }),
    onReflected: (prompt) => host.dispatch({ type: "reflected", part: part.id, prompt }),
    announce: (text) => host.announce(text),
  };
}
