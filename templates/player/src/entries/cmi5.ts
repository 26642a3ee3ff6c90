// The player of a cmi5 package.

import { run } from "../main.ts";
import { cmi5 } from "../transports/cmi5.ts";
import { bindLeaving } from "../views/leaving.ts";

run(cmi5, bindLeaving);
