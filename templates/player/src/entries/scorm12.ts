// The player of a SCORM 1.2 package.

import { run } from "../main.ts";
import { scorm12 } from "../transports/scorm12.ts";

run(scorm12);
