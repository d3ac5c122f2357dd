// The `translate` of the decision editors: our dictionary, then that of the diagram's panels; nothing on an English page.
import own from "../chinese/decision.json";
import { translate as elsewhere } from "../diagram/translation.js";
import { chinese } from "../diagram/words.js";

export const translate = (template, replacements = {}) => {
  const found = chinese && own[template];
  return found ? found.replace(/{([^}]+)}/g, (whole, name) => replacements[name.trim()] ?? whole) : elsewhere(template, replacements);
};

export const translation = { translate: ["value", translate] };
