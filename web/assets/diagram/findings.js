// What the check says, under the canvas and on it: the same sentences as `banjie check`, each leading to its element.
import { make } from "./dom.js";
import { calledOf } from "./model.js";
import { chinese, word } from "./words.js";

const SIGN = { error: ["错误", "Error"], warning: ["提醒", "Warning"] };

export class Findings {
  constructor({ modeler, office, list, headline, path, select }) {
    Object.assign(this, { modeler, office, list, headline, path, select });
    this.painted = [];
    this.traced = [];
    this.asked = 0;
  }

  async refresh() {
    const asked = (this.asked += 1);
    this.headline.textContent = word("正在检查…", "Checking…");
    let findings;
    try {
      findings = await this.office.read("findings");
    } catch {
      this.headline.textContent = word("暂时不能检查，保存后再试", "The check cannot be asked now; it is tried again after the next save");
      return;
    }
    if (asked === this.asked) this.show(findings);
  }

  show(findings) {
    this.clear();
    const registry = this.modeler.get("elementRegistry");
    const here = (finding) => finding.element && registry.get(finding.element) && (finding.file === this.path || !finding.file || finding.file === "procedure.toml");
    const sorted = [...findings].sort((a, b) => (a.severity === b.severity ? here(b) - here(a) || 0 : a.severity === "error" ? -1 : 1));
    const errors = findings.filter((each) => each.severity === "error").length;
    const warnings = findings.length - errors;
    this.headline.textContent = findings.length
      ? word(`检查：${errors} 个错误，${warnings} 个提醒`, `Check: ${errors} error(s), ${warnings} warning(s)`)
      : word("检查通过，没有问题", "The check found nothing wrong");
    this.headline.dataset.state = errors ? "error" : warnings ? "warning" : "clean";
    this.list.replaceChildren(...sorted.map((finding) => this.line(finding, Boolean(here(finding)))));
    for (const finding of sorted) if (here(finding)) this.paint(finding);
  }

  line(finding, here) {
    const registry = this.modeler.get("elementRegistry");
    const sentence = chinese ? finding.zh : finding.en;
    const fix = chinese ? finding.fix_zh : finding.fix_en;
    const element = here && registry.get(finding.element);
    const place = element ? calledOf(element) : [finding.file, finding.element].filter(Boolean).join(" · ");
    const text = [
      make("span", { class: `finding-sign ${finding.severity}` }, word(...SIGN[finding.severity])),
      make("span", { class: "finding-place" }, place), make("span", { class: "finding-text" }, sentence),
    ];
    return make("li", { "data-code": finding.code, "data-element": finding.element ?? "" },
      element ? make("button", { type: "button", class: "finding", onclick: () => this.select(element) }, text) : make("span", { class: "finding" }, text),
      fix ? make("span", { class: "finding-fix" }, word("改法：", "Fix: "), fix) : null,
      finding.trace?.length ? make("button", { type: "button", class: "btn btn-sm", "aria-pressed": "false", onclick: (event) => this.toggleTrace(event.currentTarget, finding) }, word("在图上显示走法", "Show the way on the diagram")) : null);
  }

  paint(finding) {
    const canvas = this.modeler.get("canvas");
    const marker = `finding-${finding.severity}`;
    canvas.addMarker(finding.element, marker);
    this.painted.push([finding.element, marker]);
  }

  toggleTrace(button, finding) {
    const shown = button.getAttribute("aria-pressed") === "true";
    for (const each of this.list.querySelectorAll("[aria-pressed=true]")) each.setAttribute("aria-pressed", "false");
    this.untrace();
    if (shown) return;
    button.setAttribute("aria-pressed", "true");
    const canvas = this.modeler.get("canvas");
    const registry = this.modeler.get("elementRegistry");
    for (const id of finding.trace.filter((each) => registry.get(each))) {
      canvas.addMarker(id, "finding-trace");
      this.traced.push(id);
    }
    const last = registry.get(finding.element) ?? registry.get(finding.trace.at(-1));
    if (last) canvas.scrollToElement(last);
  }

  untrace() {
    const canvas = this.modeler.get("canvas");
    const registry = this.modeler.get("elementRegistry");
    for (const id of this.traced) if (registry.get(id)) canvas.removeMarker(id, "finding-trace");
    this.traced = [];
  }

  clear() {
    const canvas = this.modeler.get("canvas");
    const registry = this.modeler.get("elementRegistry");
    this.untrace();
    for (const [id, marker] of this.painted) if (registry.get(id)) canvas.removeMarker(id, marker);
    this.painted = [];
  }
}
