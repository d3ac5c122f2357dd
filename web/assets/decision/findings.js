// What the check says of a file, under its canvas: the same sentences as `banjie check`.
import { make } from "../diagram/dom.js";
import { chinese, word } from "../diagram/words.js";

export class Findings {
  constructor(office) {
    this.office = office;
    this.list = make("ol", { class: "found-list" });
    this.headline = make("h2", { class: "h4", role: "status" });
    this.place = make("section", { class: "panel body canvas-findings", "aria-label": word("检查结果", "Findings") }, this.headline, this.list);
    this.asked = 0;
  }

  async refresh() {
    const asked = (this.asked += 1);
    let findings;
    try {
      findings = await this.office.read("findings");
    } catch {
      this.headline.textContent = word("暂时不能检查，保存后再试", "The check cannot be asked now; it is tried again after the next save");
      return;
    }
    if (asked !== this.asked) return;
    const errors = findings.filter((each) => each.severity === "error").length;
    this.headline.textContent = findings.length
      ? word(`检查：${errors} 个错误，${findings.length - errors} 个提醒`, `Check: ${errors} error(s), ${findings.length - errors} warning(s)`)
      : word("检查通过，没有问题", "The check found nothing wrong");
    this.list.replaceChildren(...findings.map((each) => this.line(each)));
  }

  line(finding) {
    const fix = chinese ? finding.fix_zh : finding.fix_en;
    const sign = finding.severity === "error" ? word("错误", "Error") : word("提醒", "Warning");
    return make("li", { "data-code": finding.code },
      make("span", { class: `sign ${finding.severity}` }, sign), " ",
      finding.element ? make("code", {}, finding.element) : null, " ", chinese ? finding.zh : finding.en,
      fix ? make("span", { class: "muted" }, word(" 改法：", " Fix: "), fix) : null);
  }
}
