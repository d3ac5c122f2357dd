// The `translate` of the editor: our dictionary, then bpmn-js-i18n-zh's; nothing on an English page.
// Menus, headers and panels spell one name in several ways ("Sub-process", "Sub Process"), so case, blanks and hyphens do not count.
import bpmn from "bpmn-js-i18n-zh/lib/bpmn-js/index.js";
import panel from "bpmn-js-i18n-zh/lib/properties-panel/index.js";
import zeebe from "bpmn-js-i18n-zh/lib/zeebe-properties-panel/index.js";
import own from "../chinese/diagram.json";
import { chinese } from "./words.js";

const key = (text) => text.toLowerCase().replace(/[\s-]/g, "");
const dictionary = new Map();
for (const words of [zeebe, panel, bpmn, own]) for (const [english, zh] of Object.entries(words)) dictionary.set(key(english), zh);

export const translate = (template, replacements = {}) => {
  const found = (chinese && template && (own[template] ?? dictionary.get(key(template)))) || template;
  return found ? found.replace(/{([^}]+)}/g, (whole, name) => replacements[name] ?? whole) : found;
};

export const translation = { translate: ["value", translate] };
