// The decision file on a canvas: requirements graph, decision tables, expressions — Camunda 8's editor in the page's language.
import { CamundaCloudModeler } from "camunda-dmn-js";
import { make } from "../diagram/dom.js";
import { makeOffice } from "../diagram/office.js";
import { Saving } from "../diagram/saving.js";
import { word } from "../diagram/words.js";
import { Findings } from "./findings.js";
import { translate, translation } from "./translation.js";

// Loose notes have no place in the table view, where every element has a description of its own.
class NoNotes {
  constructor(contextPad) {
    contextPad.registerProvider(500, this);
  }

  getContextPadEntries() {
    return ({ "append.text-annotation": _, ...entries }) => entries;
  }
}
NoNotes.$inject = ["contextPad"];

const noNotes = { __init__: ["noNotes"], noNotes: ["type", NoNotes] };

/** What the saving of drawings asks of an editor: one stream of changes, the text out, the text in. */
const asModeler = (editor, whenChanged) => ({
  on: (_, act) => whenChanged.push(act),
  saveXML: (options) => editor.saveXML(options),
  importXML: (xml) => editor.importXML(xml),
});

export const openDecision = async (place) => {
  const { base, draft, csrf, name } = place.dataset;
  const office = makeOffice({ base, csrf });
  const line = document.querySelector("[data-save-state]");
  const notice = make("div", { class: "notice bad", role: "alert", hidden: true });
  const views = make("div", { class: "decision-views", role: "group", "aria-label": word("显示", "Show") });
  const canvas = make("div", { class: "decision-drawing" });
  const panel = make("div", { class: "decision-panel" });
  const findings = new Findings(office);
  nameKinds(panel);
  place.replaceChildren(notice, views, make("div", { class: "decision-panes" }, canvas, panel), findings.place);
  try {
    const file = await office.read("file");
    const whenChanged = [];
    const editor = new CamundaCloudModeler({
      container: canvas,
      common: { propertiesPanel: { parent: panel } },
      drd: { additionalModules: [translation, noNotes] },
      decisionTable: { additionalModules: [translation] },
      literalExpression: { additionalModules: [translation] },
      boxedExpression: { additionalModules: [translation] },
    });
    editor.on("viewer.created", ({ viewer }) => viewer.on("commandStack.changed", () => whenChanged.forEach((act) => act())));
    editor.on("views.changed", ({ activeView }) => show(editor, views, panel, activeView));
    await editor.importXML(file.xml);
    line.dataset.state = "saved";
    line.textContent = file.open ? word("已保存", "Saved") : word("只能查看", "Read only");
    if (file.open) {
      const onSaved = () => findings.refresh();
      const saving = new Saving({
        modeler: asModeler(editor, whenChanged), office, draft: `${draft}:${file.path}`, file, name, line, notice, onSaved,
        thing: word("这个决策文件", "this decision file"), suffix: "dmn",
      });
      place.saving = saving;
    }
    place.editor = editor;
    findings.refresh();
  } catch (problem) {
    line.dataset.state = "refused";
    line.textContent = word("打不开", "It cannot be opened");
    notice.textContent = word(`图形编辑打不开这个文件，请用“表格”：${problem.message}`, `The canvas cannot open this file, use the table: ${problem.message}`);
    notice.hidden = false;
  }
};

// The panel's header makes the name of a kind out of its type and asks no dictionary.
const nameKinds = (panel) =>
  new MutationObserver(() => {
    for (const each of panel.querySelectorAll(".bio-properties-panel-header-type")) {
      const named = translate(each.textContent);
      if (named !== each.textContent) each.textContent = named;
    }
  }).observe(panel, { childList: true, subtree: true, characterData: true });

const show = (editor, place, panel, active) => {
  panel.hidden = active?.type !== "drd";
  const label = (view) => (view.type === "drd" ? word("决策图", "Requirements") : view.name || view.element.id);
  place.replaceChildren(
    ...editor.getViews().map((view) =>
      make("button", { type: "button", class: "btn btn-sm", "aria-pressed": String(view === active), onclick: () => editor.open(view) }, label(view))),
  );
};
