// The editor on the canvas: bpmn-js for Camunda 8 with our words, tasks, choices and data.
import Modeler from "camunda-bpmn-js/lib/camunda-cloud/Modeler";
import tokenSimulation from "bpmn-js-token-simulation";
import { builtins } from "./functions.js";
import { officePanel } from "./panel.js";
import { officeTasks, templates } from "./office-tasks.js";
import { tooltips } from "./tooltips.js";
import { translation } from "./translation.js";
import { dataFields } from "./variables.js";

/** Forms and decisions of the draft, in the create, append and replace menus. */
class DraftResources {
  constructor(loader, choices) {
    this.choices = choices;
    loader.register(this);
  }

  getResources() {
    return [
      ...this.choices.forms.map(({ id, name }) => ({ type: "form", name: name ? `${name}（${id}）` : id, formId: id })),
      ...this.choices.decisions.map(({ id, name }) => ({ type: "dmnDecision", name, decisionId: id })),
    ];
  }
}
DraftResources.$inject = ["resources.resourceLoader", "config.choices"];
const draftResources = { __init__: ["draftResources"], draftResources: ["type", DraftResources] };

/** The switch of the token simulation is no button of its own accord; all else of it is. */
const switchable = (canvas) => {
  const toggle = canvas.querySelector(".bts-toggle-mode");
  if (!toggle) return;
  toggle.tabIndex = 0;
  toggle.setAttribute("role", "button");
  toggle.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    toggle.click();
  });
};

export const makeModeler = (canvas, panel, choices) => {
  const modeler = new Modeler({
    container: canvas,
    choices,
    elementTemplates: templates,
    alignToOrigin: { alignOnSave: false }, // saving happens while somebody draws: it must not move anything
    propertiesPanel: {
      parent: panel,
      tooltip: tooltips,
      getFeelPopupLinks: () => [],
      feelLanguageContext: { builtins },
    },
    additionalModules: [translation, tokenSimulation, officeTasks, officePanel, dataFields, draftResources],
  });
  switchable(canvas);
  return modeler;
};
