// A SCORM 1.2 transport that has been launched on the fake LMS, its calls at launch set apart.

import type { CourseContract } from "../src/contract.ts";
import { scorm12 } from "../src/transports/scorm12.ts";
import { lms, pageIn, store, type Lms } from "./lms.ts";
import { course, deaf } from "./reports.ts";

export const launched = (own: Lms = lms(), kept = store()) => launchedWith(course, own, kept);

export async function launchedWith(contract: CourseContract, own: Lms, kept = store()) {
  const transport = scorm12(contract, { window: pageIn(own), store: kept, patienceMilliseconds: 0, onWritten: () => undefined, isReachable: () => true });
  const launch = await transport.launch(deaf);
  const atLaunch = [...own.calls];
  own.clear();
  return { own, transport, launch, atLaunch, kept };
}
