// The player of a cmi5 package.

import { run } from "../main.ts";
import { cmi5 } from "../transports/cmi5.ts";

run(cmi5);
