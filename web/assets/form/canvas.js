// The form file on a canvas: form-js's editor in the page's language, with the kinds of fields this product accepts.
import { createFormEditor } from "@bpmn-io/form-js-editor";
import flatpickr from "flatpickr";
import { Mandarin } from "flatpickr/dist/esm/l10n/zh.js";
import { Findings } from "../decision/findings.js";
import { make } from "../diagram/dom.js";
import { makeOffice } from "../diagram/office.js";
import { Saving } from "../diagram/saving.js";
import { chinese, word } from "../diagram/words.js";

// The server refuses these (they bring in what is foreign) or lays the page out without them.
const NOT_OURS = ["html", "image", "iframe", "button", "spacer"];

/** What the saving of drawings asks of an editor: one stream of changes, the text out, the text in. */
const asModeler = (editor) => ({
  on: (_, act) => editor.on("changed", act),
  saveXML: async () => ({ xml: `${JSON.stringify(editor.saveSchema(), null, 2)}\n` }),
  importXML: (text) => editor.importSchema(JSON.parse(text)),
});

if (chinese) flatpickr.localize({ ...Mandarin, monthAriaLabel: "月份", yearAriaLabel: "年份" });

export const openForm = async (place) => {
  const { base, draft, csrf, name } = place.dataset;
  const office = makeOffice({ base, csrf });
  const line = document.querySelector("[data-save-state]");
  const notice = make("div", { class: "notice bad", role: "alert", hidden: true });
  const canvas = make("div", { class: "form-drawing" });
  const findings = new Findings(office);
  place.replaceChildren(notice, canvas, findings.place);
  try {
    const file = await office.read("file");
    const editor = await createFormEditor({
      container: canvas,
      schema: JSON.parse(file.xml),
      additionalModules: [onlyOurs],
    });
    line.dataset.state = "saved";
    line.textContent = file.open ? word("已保存", "Saved") : word("只能查看", "Read only");
    if (file.open) {
      place.saving = new Saving({
        modeler: asModeler(editor), office, draft: `${draft}:${file.path}`, file, name, line, notice,
        onSaved: () => findings.refresh(), thing: word("这个表单", "this form"), suffix: "json",
      });
    }
    place.editor = editor;
    findings.refresh();
  } catch (problem) {
    line.dataset.state = "refused";
    line.textContent = word("打不开", "It cannot be opened");
    notice.textContent = word(`图形编辑打不开这个文件，请用“清单”：${problem.message}`, `The canvas cannot open this file, use the list: ${problem.message}`);
    notice.hidden = false;
  }
};

// The palette lists what the registry of fields enumerates; what is not ours is still known to it, for files that have one.
class OnlyOurs {
  constructor({ _formFields: known }) {
    for (const kind of NOT_OURS) Object.defineProperty(known, kind, { value: known[kind], enumerable: false });
  }
}
OnlyOurs.$inject = ["formFields"];

const onlyOurs = { __init__: ["onlyOurs"], onlyOurs: ["type", OnlyOurs] };
