/** Puts life into the page. */

import { readTexts } from "../shared/texts.js";

readTexts();
