// Saves what is typed in a form[data-autosave] as soon as a field is left: only that field, against the revision seen.
// Without this script the same form is posted whole by its buttons.
import { ask, clock, make } from "../diagram/dom.js";
import { word } from "../diagram/words.js";

const OWN = new Set(["csrf", "revision", "element", "place", "do"]);
const AGAIN = 15_000;

export class Autosave {
  constructor(form) {
    this.form = form;
    this.changed = new Set();
    this.running = null;
    this.blocked = false;
    this.line = document.querySelector("[data-save-state]");
    this.notice = document.querySelector("[data-conflict]");
    form.addEventListener("input", (event) => this.mark(event.target));
    form.addEventListener("change", (event) => {
      this.mark(event.target);
      this.save();
    });
    // What was saved already need not be sent again with a button: a large table has more cells than a post may have parts.
    form.addEventListener("formdata", ({ formData }) => {
      for (const name of new Set(formData.keys())) if (!OWN.has(name) && !name.startsWith("_") && !this.changed.has(name)) formData.delete(name);
      if (!this.changed.has("requires")) formData.delete("_requires");
    });
    document.addEventListener("submit", (event) => this.leave(event), true);
    window.addEventListener("online", () => this.save());
    window.addEventListener("beforeunload", (event) => {
      if (this.changed.size && !this.leaving) event.preventDefault();
    });
    document.addEventListener("click", (event) => this.follow(event));
  }

  mark(field) {
    if (!field.name || OWN.has(field.name) || field.form !== this.form) return;
    this.changed.add(field.name);
    this.tell("unsaved", word("未保存", "Not saved"));
  }

  tell(state, text) {
    if (!this.line) return;
    this.line.dataset.state = state;
    this.line.textContent = text;
  }

  async save() {
    if (this.blocked) return false;
    if (this.running) await this.running;
    if (!this.changed.size) return true;
    this.running = this.send();
    try {
      return await this.running;
    } finally {
      this.running = null;
    }
  }

  async send() {
    const names = [...this.changed];
    const body = new FormData();
    for (const name of OWN) if (this.form.elements[name]?.value !== undefined && name !== "do") body.append(name, this.form.elements[name].value);
    for (const field of this.form.elements) {
      const chosen = !["checkbox", "radio"].includes(field.type) || field.checked;
      if (names.includes(field.name) && chosen) body.append(field.name, field.value);
      if (field.name?.startsWith("_") && names.includes(field.name.slice(1))) body.append(field.name, field.value);
    }
    this.changed.clear();
    this.tell("saving", word("正在保存…", "Saving…"));
    try {
      const answer = await fetch(this.form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      const told = answer.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : {};
      if (!answer.ok || answer.redirected) {
        this.refused(answer.redirected ? 401 : answer.status, told, names);
        return false;
      }
      this.settled(told);
      return true;
    } catch {
      this.again(names);
      this.tell("offline", word("未保存：连不上服务器，连上后自动保存", "Not saved: the server is away; it is saved when it is back"));
      setTimeout(() => this.save(), AGAIN);
      return false;
    }
  }

  settled({ revision, element }) {
    for (const each of document.querySelectorAll("[data-revision]")) each.value = revision;
    if (element && this.form.elements.element) this.form.elements.element.value = element;
    for (const each of this.form.querySelectorAll("[data-problem]")) each.remove();
    for (const each of this.form.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
    if (!this.changed.size) this.tell("saved", word(`已保存 ${clock()}`, `Saved ${clock()}`));
    document.querySelector("[data-beside]")?.dispatchEvent(new Event("ask"));
  }

  again(names) {
    for (const name of names) this.changed.add(name);
  }

  refused(status, told, names) {
    this.again(names);
    const chinese = document.documentElement.lang.startsWith("zh");
    const sentence = (chinese ? told.zh : told.en) || word("服务器没有接受。", "The server did not accept it.");
    if (told.code === "draft_changed") {
      this.blocked = true;
      this.tell("conflict", word("未保存：别人先保存了", "Not saved: somebody else saved first"));
      const reload = make("button", { type: "button", class: "btn", onclick: () => this.reload() }, word("载入对方的内容", "Load what they saved"));
      this.notice?.replaceChildren(make("div", {}, make("p", {}, make("b", {}, word(`${told.changed_by} 已改过这个文件。`, `${told.changed_by} changed this file.`)), " ",
        word("您输入的还在本页，没有覆盖对方的；请先抄下来，再载入对方的内容重新填写。", "What you typed is still on this page and nothing was overwritten; note it, then load theirs and fill in again.")), reload));
      if (this.notice) this.notice.hidden = false;
      reload.focus();
      return;
    }
    this.tell("refused", word(`未保存：${sentence}`, `Not saved: ${sentence}`));
    for (const [name, words] of Object.entries(told.fields ?? {})) this.point(name, words);
    if (status === 401) this.tell("refused", word("登录已失效：请在另一个标签页登录，再改一次", "You are signed out: sign in in another tab and try again"));
  }

  point(name, words) {
    const field = this.form.elements[name];
    const one = field instanceof RadioNodeList ? field[0] : field;
    if (!one) return;
    const id = `problem-${name.replaceAll(".", "-")}`;
    document.getElementById(id)?.remove();
    one.setAttribute("aria-invalid", "true");
    one.setAttribute("aria-describedby", id);
    one.after(make("span", { class: "field-error", id, role: "alert", "data-problem": "" }, words));
  }

  reload() {
    this.leaving = true;
    location.reload();
  }

  /** A button that asks first, on a page without anything that saves itself. */
  static guard(form) {
    form.addEventListener("submit", async (event) => {
      const { submitter } = event;
      if (!submitter?.dataset.ask || form.dataset.sure) return;
      event.preventDefault();
      const answer = await ask(submitter.dataset.ask, make("p", {}, submitter.getAttribute("aria-label") ?? submitter.textContent),
        [{ value: "no", label: word("不", "No"), main: true }, { value: "yes", label: word("确定", "Yes") }]);
      if (answer !== "yes") return;
      form.dataset.sure = "yes";
      form.requestSubmit(submitter);
    });
  }

  /** A button that posts waits until what was typed before is saved, so that it counts against the newest revision. */
  async leave(event) {
    const { submitter, target } = event;
    const question = submitter?.dataset.ask;
    if (this.ready || target.method === "dialog") return;
    if (!question && !this.changed.size && !this.running) {
      this.leaving = true;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (question) {
      const answer = await ask(question, make("p", {}, submitter.getAttribute("aria-label") ?? submitter.textContent),
        [{ value: "no", label: word("不", "No"), main: true }, { value: "yes", label: word("确定", "Yes") }]);
      if (answer !== "yes") return;
    }
    if (!(await this.save())) return;
    this.ready = this.leaving = true;
    target.requestSubmit(submitter);
  }

  async follow(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || !(this.changed.size || this.running) || link.getAttribute("href").startsWith("#") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    // What cannot be saved is asked about by the browser.
    this.leaving = await this.save();
    location.assign(link.href);
  }
}
