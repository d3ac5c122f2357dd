// The one script of every page: htmx for live form fields, and our own small modules.
import "htmx.org";
import "../static/inbox.js";
import "../static/batch.js";
import "../static/filters.js";
import "../static/draft.js";
import "../static/opinion.js";
import "../static/live.js";
import "../static/rows.js";
import "../static/submit.js";
import "../static/diagram.js";
import "../static/replay.js";
import "../static/design-comparison.js";
import "../static/design-settings.js";
import "../static/design-what-if.js";
