// Keeps what is drawn: in this browser at once, on the server soon after, never over somebody else's work unseen.
import { ask, clock, handOver, make } from "./dom.js";
import { Away, Refusal } from "./office.js";
import { word } from "./words.js";

const SOON = 1500; // after the last change
const AGAIN = 15_000; // while the server is away

const local = (iso) => (iso ? clock(new Date(iso)) : "");

export class Saving {
  constructor({ modeler, office, draft, file, name, line, notice, onSaved, thing = word("这张流程图", "this diagram"), suffix = "bpmn" }) {
    Object.assign(this, { modeler, office, file, name, line, notice, onSaved, thing, suffix });
    this.key = `banjie-diagram:${draft}`;
    this.revision = file.revision;
    this.dirty = false;
    this.running = null;
    this.conflict = null;
    modeler.on("commandStack.changed", () => this.changed());
    window.addEventListener("online", () => this.dirty && this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.dirty && this.save());
    window.addEventListener("beforeunload", (event) => {
      if (!this.dirty) return;
      this.save();
      event.preventDefault();
    });
    // A link out of the page waits for the save instead of asking.
    document.addEventListener("click", (event) => this.leave(event));
  }

  tell(state, text) {
    this.line.dataset.state = state;
    this.line.textContent = text;
  }

  changed() {
    this.dirty = true;
    this.keepHere();
    if (this.conflict) return;
    this.tell("unsaved", word("未保存", "Not saved"));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), SOON);
  }

  async xml() {
    return (await this.modeler.saveXML({ format: true })).xml;
  }

  keepHere() {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(async () => {
      const xml = await this.xml();
      if (!this.dirty) return;
      try {
        localStorage.setItem(this.key, JSON.stringify({ xml, revision: this.revision, at: new Date().toISOString() }));
      } catch {
        // A full store is no reason to stop drawing: the server still gets it.
      }
    }, 200);
  }

  /** What this browser kept of an earlier visit and the server never got; null when there is nothing. */
  keptHere() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  forget() {
    clearTimeout(this.keeping);
    localStorage.removeItem(this.key);
  }

  /** Saves once; a save that is under way is waited for, and what changed meanwhile follows. */
  async save() {
    clearTimeout(this.timer);
    if (this.conflict) return false;
    if (this.running) {
      await this.running;
      return this.dirty ? this.save() : true;
    }
    if (!this.dirty) return true;
    this.running = this.send();
    try {
      return await this.running;
    } finally {
      this.running = null;
    }
  }

  async send() {
    const xml = await this.xml();
    this.dirty = false;
    this.tell("saving", word("正在保存…", "Saving…"));
    try {
      const { revision } = await this.office.send("file", { xml, revision: this.revision });
      this.revision = revision;
      if (!this.dirty) this.forget();
      this.tell("saved", word(`已保存 ${clock()}`, `Saved ${clock()}`));
      this.onSaved();
      return true;
    } catch (problem) {
      this.dirty = true;
      this.keepHere();
      if (problem instanceof Away) {
        this.tell("offline", word("未保存：连不上服务器，修改留在本机，连上后自动保存", "Not saved: the server is away; your changes are kept in this browser and saved when it is back"));
        this.timer = setTimeout(() => this.save(), AGAIN);
      } else if (problem instanceof Refusal && problem.details.code === "draft_changed") {
        this.overtaken(problem.details, xml);
      } else {
        this.tell("refused", word(`未保存：${problem.message}`, `Not saved: ${problem.message}`));
      }
      return false;
    }
  }

  /** Somebody else saved meanwhile: who and when, and three ways on; on none of them anything is lost. */
  async overtaken(details, xml) {
    this.conflict = details;
    this.tell("conflict", word("未保存：别人先保存了", "Not saved: somebody else saved first"));
    const theirs = await this.office.read("file").catch(() => null);
    const who = theirs?.changed_by || details.changed_by || "";
    const when = local(theirs?.changed_at || details.changed_at);
    const button = (label, act, main) => make("button", { type: "button", class: main ? "btn btn-primary" : "btn", onclick: act }, label);
    this.notice.replaceChildren(
      make("p", {}, make("b", {}, word(`${who} 在 ${when} 保存了${this.thing}。`, `${who} saved ${this.thing} at ${when}.`)), " ",
        word("您的修改还在本页，没有丢失，也没有覆盖对方的。请选择：", "Your changes are still on this page; neither is lost. Please choose:")),
      make("div", { class: "btns" },
        button(word("采用对方的（我的下载留存）", "Take theirs (mine is downloaded)"), () => this.takeTheirs()),
        button(word("我的另存为新草稿", "Keep mine as a new draft"), () => this.keepApart(), true),
        button(word("用我的覆盖（对方的下载留存）", "Replace with mine (theirs is downloaded)"), () => this.keepMine())));
    this.notice.hidden = false;
    this.notice.querySelector("button").focus();
  }

  settled() {
    this.conflict = null;
    this.notice.hidden = true;
    this.notice.replaceChildren();
  }

  async takeTheirs() {
    const theirs = await this.try(() => this.office.read("file"));
    if (!theirs) return;
    handOver(await this.xml(), word(`${this.name}-我的.${this.suffix}`, `${this.name}-mine.${this.suffix}`), "application/xml");
    this.settled();
    await this.open(theirs);
  }

  async keepMine() {
    const theirs = await this.try(() => this.office.read("file"));
    if (!theirs) return;
    handOver(theirs.xml, word(`${this.name}-对方的.${this.suffix}`, `${this.name}-theirs.${this.suffix}`), "application/xml");
    this.revision = theirs.revision;
    this.settled();
    this.dirty = true;
    await this.save();
  }

  async keepApart() {
    const xml = await this.xml();
    const made = await this.try(() => this.office.send("apart", { xml }));
    if (!made) return;
    this.dirty = false;
    this.forget();
    location.assign(made.address);
  }

  async try(act) {
    try {
      return await act();
    } catch (problem) {
      this.tell("refused", problem instanceof Away ? word("连不上服务器，请稍后再试", "The server is away, please try again") : problem.message);
      return null;
    }
  }

  /** Shows what the server has. */
  async open({ xml, revision }) {
    await this.modeler.importXML(xml);
    this.revision = revision;
    this.dirty = false;
    this.forget();
    this.tell("saved", word(`已保存 ${clock()}`, `Saved ${clock()}`));
    this.onSaved();
  }

  async leave(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || !this.dirty || link.target || link.hasAttribute("download") || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    if (await this.save()) {
      location.assign(link.href);
      return;
    }
    const answer = await ask(word("还没有保存", "Not saved yet"),
      make("p", {}, word("修改留在这台电脑的浏览器里，下次打开会恢复。现在离开吗？", "Your changes are kept in this browser and come back when you return. Leave now?")),
      [{ value: "no", label: word("留在本页", "Stay"), main: true }, { value: "yes", label: word("离开", "Leave") }]);
    if (answer === "yes") {
      this.dirty = false;
      location.assign(link.href);
    }
  }
}
