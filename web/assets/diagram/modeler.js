// The editor on the canvas: bpmn-js for Camunda 8 with our words, tasks, choices and data.
import Modeler from "camunda-bpmn-js/lib/camunda-cloud/Modeler";
import tokenSimulation from "bpmn-js-token-simulation";
import { builtins } from "./functions.js";
import { officePanel } from "./panel.js";
import { officeTasks, templates } from "./office-tasks.js";
import { tooltips } from "./tooltips.js";
import { translation } from "./translation.js";
import { dataFields } from "./variables.js";

export const makeModeler = (canvas, panel, choices) =>
  new Modeler({
    container: canvas,
    choices,
    elementTemplates: templates,
    resources: [
      ...choices.forms.map(({ id, name }) => ({ type: "form", name: name ? `${id}（${name}）` : id, formId: id })),
      ...choices.decisions.map(({ id, name }) => ({ type: "dmnDecision", name, decisionId: id })),
    ],
    propertiesPanel: {
      parent: panel,
      tooltip: tooltips,
      getFeelPopupLinks: () => [],
      feelLanguageContext: { builtins },
    },
    additionalModules: [translation, tokenSimulation, officeTasks, officePanel, dataFields],
  });
