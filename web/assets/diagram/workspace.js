// Puts the page together: asks for the diagram and the choices, makes the editor, and wires outline, findings, saving and files.
import NavigatedViewer from "camunda-bpmn-js/lib/camunda-cloud/NavigatedViewer";
import { Acts } from "./acts.js";
import { ask, handOver, make } from "./dom.js";
import { Findings } from "./findings.js";
import { help } from "./help.js";
import { makeModeler } from "./modeler.js";
import { makeOffice } from "./office.js";
import { Outline } from "./outline.js";
import { takePng, takeSvg } from "./pictures.js";
import { Saving } from "./saving.js";
import { word } from "./words.js";

const MAX_FILE = 2_000_000; // as the server's XML reader

export const openDiagram = async (place) => {
  const { base, draft, csrf, procedure, title, open } = place.dataset;
  const parts = frame(place, Boolean(open));
  const office = makeOffice({ base, csrf });
  try {
    const [file, choices] = await Promise.all([office.read("file"), office.read("choices")]);
    await start({ parts, office, draft, name: procedure, title, file, choices });
  } catch (problem) {
    parts.line.dataset.state = "refused";
    parts.line.textContent = word(`打不开流程图：${problem.message}`, `The diagram cannot be opened: ${problem.message}`);
    throw problem;
  }
};

const button = (label, act, more = {}) => make("button", { type: "button", class: "btn btn-sm", onclick: act, ...more }, label);

const pane = (name, title, ...content) =>
  make("section", { class: `diagram-pane diagram-${name}`, "data-pane": name, "aria-label": title }, ...content);

const frame = (place, editable) => {
  const parts = {
    place,
    line: make("span", { class: "diagram-state", role: "status", "data-state": "loading" }, word("正在打开…", "Opening…")),
    status: make("span", { class: "visually-hidden", role: "status", "aria-live": "polite" }),
    notice: make("div", { class: "diagram-notice", role: "alert", hidden: true }),
    canvas: make("div", { class: "diagram-canvas" }),
    panel: make("div", { class: "diagram-properties", tabindex: "-1" }),
    tree: make("ul", { role: "tree", class: "diagram-tree", "aria-label": word("流程图大纲", "Outline of the diagram") }),
    bar: make("div", { class: "diagram-acts", role: "toolbar", "aria-label": word("对选中元素的操作", "What to do with the chosen element") }),
    list: make("ol", { class: "diagram-findings-list" }),
    headline: make("h2", { class: "h4", role: "status" }),
    upload: make("input", { type: "file", accept: ".bpmn,.xml", class: "visually-hidden", tabindex: "-1", "aria-label": word("上传 .bpmn 文件", "Upload a .bpmn file") }),
    tools: make("div", { class: "diagram-tools", role: "toolbar", "aria-label": word("流程图工具", "Tools of the diagram") }),
    switcher: make("div", { class: "diagram-switch", role: "group", "aria-label": word("显示", "Show") }),
  };
  const panes = [
    ["outline", word("大纲", "Outline")], ["drawing", word("流程图", "Diagram")], ["panel", word("属性", "Properties")], ["findings", word("检查", "Check")],
  ];
  parts.show = (name) => {
    place.dataset.shown = name;
    for (const each of parts.switcher.children) each.setAttribute("aria-pressed", String(each.dataset.pane === name));
  };
  parts.switcher.append(...panes.map(([name, title]) => button(title, () => parts.show(name), { "data-pane": name })));
  place.replaceChildren(
    make("div", { class: "diagram-head" }, parts.line, parts.tools), parts.notice, parts.switcher,
    make("div", { class: "diagram-panes" },
      pane("outline", word("大纲", "Outline"), parts.tree, parts.bar),
      pane("drawing", word("流程图", "Diagram"), parts.canvas),
      editable ? pane("panel", word("属性", "Properties"), parts.panel) : null,
      pane("findings", word("检查结果", "Findings"), parts.headline, parts.list)),
    parts.status, parts.upload);
  parts.show("drawing");
  return parts;
};

const start = async ({ parts, office, draft, name, title, file, choices }) => {
  const editable = file.open;
  const modeler = editable ? makeModeler(parts.canvas, parts.panel, choices) : new NavigatedViewer({ container: parts.canvas });
  const canvas = modeler.get("canvas");
  /** To the first field of the properties, its group opened. */
  const showPanel = () => {
    parts.show("panel");
    const general = parts.panel.querySelector("[data-group-id=group-general]");
    general?.querySelector(".bio-properties-panel-group-header:not(.open)")?.click();
    requestAnimationFrame(() => (general?.querySelector("input, textarea") ?? parts.panel).focus());
  };
  const outline = new Outline({
    modeler, acts: editable ? new Acts(modeler) : null, tree: parts.tree, bar: parts.bar, status: parts.status, showPanel, editable, title,
  });
  const select = (element) => {
    if (matchMedia("(max-width: 700px)").matches) parts.show("drawing");
    outline.choose(element, { focus: false });
  };
  const findings = new Findings({ modeler, office, list: parts.list, headline: parts.headline, path: file.path, select });
  const saving = editable ? new Saving({
    modeler, office, draft, file, name, line: parts.line, notice: parts.notice, onSaved: () => findings.refresh(),
  }) : null;

  await modeler.importXML(file.xml);
  fit(modeler);
  if (!editable) {
    parts.line.dataset.state = "closed";
    parts.line.textContent = word("这份草稿已送审，只能查看", "This draft has been handed in; it can only be looked at");
  } else if (!(await restore(modeler, saving, file))) {
    parts.line.dataset.state = "saved";
    parts.line.textContent = file.changed_at ? word(`已打开，${file.changed_by} 修改`, `Opened, changed by ${file.changed_by}`) : word("已打开", "Opened");
  }
  tools({ parts, modeler, saving, outline, office, name, editable });
  findings.refresh();
  // A pane that was hidden has no size: the canvas learns it when it is shown again.
  const show = parts.show;
  parts.show = (name) => {
    show(name);
    if (name !== "drawing") return;
    canvas.resized();
    fit(modeler);
    const [chosen] = modeler.get("selection").get();
    if (chosen) canvas.scrollToElement(chosen);
  };
  parts.place.dataset.ready = "yes";
  parts.place.modeler = modeler;
};

const PALETTE = 115; // pixels the palette takes on the left

/** The whole diagram, beside the palette and never larger than life. */
const fit = (modeler) => {
  const canvas = modeler.get("canvas");
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const left = canvas.getContainer().querySelector(".djs-palette")?.offsetWidth ? PALETTE : 20;
  const scale = Math.min((outer.width - left - 20) / inner.width, (outer.height - 100) / inner.height, 1);
  canvas.viewbox({ x: inner.x - left / scale, y: inner.y - 75 / scale, width: outer.width / scale, height: outer.height / scale });
};

/** What this browser kept because the server did not get it. */
const restore = async (modeler, saving, file) => {
  const kept = saving.keptHere();
  if (!kept || kept.xml === file.xml) return false;
  await modeler.importXML(kept.xml);
  fit(modeler);
  saving.revision = kept.revision;
  saving.dirty = true;
  saving.tell("unsaved", word("已恢复本机未保存的修改", "Unsaved changes kept in this browser are back"));
  saving.timer = setTimeout(() => saving.save(), 300);
  return true;
};

const tools = ({ parts, modeler, saving, outline, office, name, editable }) => {
  const canvas = modeler.get("canvas");
  const zoom = (factor) => canvas.zoom(Math.min(4, Math.max(0.2, canvas.zoom() * factor)));
  const stack = editable ? modeler.get("commandStack") : null;
  const undo = editable ? button(word("撤销", "Undo"), () => stack.undo(), { title: "Ctrl+Z" }) : null;
  const redo = editable ? button(word("重做", "Redo"), () => stack.redo(), { title: "Ctrl+Y" }) : null;
  const save = editable ? button(word("保存", "Save"), () => saving.save(), { title: "Ctrl+S" }) : null;
  const reach = () => {
    undo.disabled = !stack.canUndo();
    redo.disabled = !stack.canRedo();
  };
  if (editable) {
    modeler.on(["commandStack.changed", "import.done"], reach);
    reach();
  }
  parts.tools.append(...[
    save, undo, redo,
    button("＋", () => zoom(1.25), { "aria-label": word("放大", "Zoom in"), title: word("放大", "Zoom in") }),
    button("－", () => zoom(0.8), { "aria-label": word("缩小", "Zoom out"), title: word("缩小", "Zoom out") }),
    button(word("全图", "Fit"), () => fit(modeler)),
    editable ? button(word("整理图形", "Lay out"), () => layout(modeler, saving, office, parts)) : null,
    button(".bpmn", async () => handOver((await modeler.saveXML({ format: true })).xml, `${name}.bpmn`, "application/xml"), { "aria-label": word("下载 .bpmn", "Download .bpmn"), title: word("下载 .bpmn", "Download .bpmn") }),
    button("SVG", () => takeSvg(modeler, name), { "aria-label": word("下载 SVG 图片", "Download an SVG picture"), title: word("下载 SVG 图片", "Download an SVG picture") }),
    button("PNG", () => takePng(modeler, name), { "aria-label": word("下载 PNG 图片", "Download a PNG picture"), title: word("下载 PNG 图片", "Download a PNG picture") }),
    editable ? button(word("上传", "Upload"), () => parts.upload.click(), { title: word("用 .bpmn 文件替换", "Replace by a .bpmn file") }) : null,
    button("?", () => help(), { "aria-label": word("快捷键说明", "Keyboard help"), title: word("快捷键说明", "Keyboard help") }),
  ].filter(Boolean));
  if (editable) parts.upload.addEventListener("change", () => upload(modeler, saving, office, parts));
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const typing = event.target.closest?.("input, textarea, select, [contenteditable=true], dialog");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      // What is still being typed in the panel counts as well.
      const typedIn = document.activeElement;
      if (parts.panel.contains(typedIn)) {
        typedIn.blur();
        typedIn.focus();
      }
      saving?.save();
    } else if (event.key === "?" && !typing) {
      event.preventDefault();
      event.stopImmediatePropagation();
      help();
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !typing && parts.tree.contains(event.target)) {
      event.preventDefault();
      if (event.shiftKey) stack?.redo();
      else stack?.undo();
    }
  }, true);
};

const layout = async (modeler, saving, office, parts) => {
  const answer = await ask(word("整理图形", "Lay out"),
    make("p", {}, word("重新排布所有图形和连线，内容不变。现在的位置会丢失，不能撤销。", "Shapes and flows are placed anew, nothing else changes. Their present places are lost and cannot be brought back.")),
    [{ value: "no", label: word("取消", "Cancel") }, { value: "yes", label: word("整理", "Lay out"), main: true }]);
  if (answer !== "yes") return;
  const drawn = await saving.try(async () => office.send("layout", { xml: await saving.xml() }));
  if (!drawn) return;
  await modeler.importXML(drawn.xml);
  fit(modeler);
  saving.changed();
  parts.status.textContent = word("已整理", "Laid out");
};

const upload = async (modeler, saving, office, parts) => {
  const [file] = parts.upload.files;
  parts.upload.value = "";
  if (!file) return;
  if (file.size > MAX_FILE) return void saving.tell("refused", word("文件太大，最多 2 MB", "The file is too large, 2 MB at most"));
  if (!(await saving.save())) return;
  const answer = await ask(word("替换流程图", "Replace the diagram"),
    make("p", {}, word(`用“${file.name}”替换现在的流程图。现在的会先下载留存。`, `“${file.name}” takes the place of the diagram. The present one is downloaded first.`)),
    [{ value: "no", label: word("取消", "Cancel") }, { value: "yes", label: word("替换", "Replace"), main: true }]);
  if (answer !== "yes") return;
  const before = await saving.xml();
  const done = await saving.try(() => office.send("upload", { file, revision: saving.revision }));
  if (!done) return;
  handOver(before, word(`${saving.name}-替换前.bpmn`, `${saving.name}-before.bpmn`), "application/xml");
  await saving.open(await office.read("file"));
  fit(modeler);
  parts.status.textContent = word("已替换", "Replaced");
};
