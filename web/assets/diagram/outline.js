// 大纲: every element in reading order as a tree for the keyboard, and under it the acts that suit the chosen one.
import { isAny, is } from "bpmn-js/lib/util/ModelUtil";
import { ask, make } from "./dom.js";
import { ALL, NEXT, REACTIONS } from "./acts.js";
import { calledOf, kindOf, nameOf } from "./model.js";
import { readingOrder } from "./reading-order.js";
import { word } from "./words.js";

const choice = (label, options) => {
  const field = make("select", { class: "form-select", id: "diagram-choice" }, options.map(({ value, label: said }) => make("option", { value }, said)));
  return { field, content: make("div", {}, make("label", { for: "diagram-choice" }, label), field) };
};

const pick = async (title, label, options) => {
  const { field, content } = choice(label, options);
  const answer = await ask(title, content, [{ value: "no", label: word("取消", "Cancel") }, { value: "yes", label: word("确定", "OK"), main: true }]);
  return answer === "yes" ? options.find((each) => each.value === field.value) : null;
};

export class Outline {
  constructor({ modeler, acts, tree, bar, status, showPanel, editable, title }) {
    Object.assign(this, { modeler, acts, tree, bar, status, showPanel, editable, title });
    this.closed = new Set();
    this.chosen = null;
    this.others = new Set(); // ids chosen beside it: what is done to several at once is done to all of these
    tree.setAttribute("aria-multiselectable", "true");
    tree.addEventListener("keydown", (event) => this.key(event));
    tree.addEventListener("click", (event) => this.click(event));
    modeler.on("selection.changed", ({ newSelection }) => this.follow(newSelection));
    modeler.on(["commandStack.changed", "import.done"], () => this.soon());
    modeler.on("root.set", () => this.soon());
  }

  soon() {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.draw());
  }

  get root() {
    return this.modeler.get("canvas").getRootElement();
  }

  draw() {
    const had = this.tree.contains(document.activeElement);
    const registry = this.modeler.get("elementRegistry");
    if (!this.chosen || !registry.get(this.chosen.id)) this.chosen = this.root;
    else this.chosen = registry.get(this.chosen.id);
    this.tree.replaceChildren(this.item(readingOrder(this.root), 1));
    this.mark();
    if (had) this.focus();
    this.drawBar();
  }

  item({ element, children }, level) {
    const open = !this.closed.has(element.id);
    return make("li", {
      role: "treeitem", "data-id": element.id, "aria-level": String(level), tabindex: "-1", id: `outline-${element.id}`,
      "aria-expanded": children.length ? String(open) : undefined, "aria-selected": "false",
    }, make("span", { class: `outline-line${element.waypoints ? " flow" : ""}` },
      children.length ? make("span", { class: "outline-fold", "aria-hidden": "true" }, open ? "▾" : "▸") : make("span", { class: "outline-fold", "aria-hidden": "true" }, ""),
      this.said(element)),
    children.length && open ? make("ul", { role: "group" }, children.map((each) => this.item(each, level + 1))) : null);
  }

  said(element) {
    const kind = make("span", { class: "outline-kind" }, kindOf(element));
    if (element.waypoints) {
      const condition = element.businessObject.conditionExpression?.body;
      const isDefault = element.source?.businessObject.default === element.businessObject;
      return [make("span", { class: "outline-name" }, make("span", { "aria-hidden": "true" }, "→ "), word(`到 ${calledOf(element.target)}`, `to ${calledOf(element.target)}`)),
        nameOf(element) ? make("span", { class: "outline-more" }, nameOf(element)) : null,
        condition ? make("span", { class: "outline-more" }, condition) : isDefault ? make("span", { class: "outline-more" }, word("默认", "default")) : null];
    }
    const lane = element.businessObject.lanes?.at(-1)?.name;
    const name = element === this.root ? nameOf(element) || this.title : nameOf(element);
    return [make("span", { class: "outline-name" }, name || word("（未命名）", "(no name)")), kind, lane ? make("span", { class: "outline-more" }, lane) : null];
  }

  items() {
    return [...this.tree.querySelectorAll("[role=treeitem]")];
  }

  at(id) {
    return this.tree.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  mark() {
    for (const item of this.items()) {
      const now = item.dataset.id === this.chosen?.id;
      item.setAttribute("aria-selected", String(this.others.size ? this.others.has(item.dataset.id) : now));
      item.tabIndex = now ? 0 : -1;
    }
  }

  focus() {
    const item = this.at(this.chosen.id);
    item?.focus({ preventScroll: true });
    item?.scrollIntoView({ block: "nearest" });
  }

  /** Chosen here: shown on the canvas and in the properties panel. */
  choose(element, { focus = true, beside = false } = {}) {
    if (!beside) this.others.clear();
    this.chosen = element;
    this.mark();
    this.drawBar(); // its height decides what of the tree is in view
    if (focus) this.focus();
    else this.at(element.id)?.scrollIntoView({ block: "nearest" });
    const selection = this.modeler.get("selection");
    this.following = true;
    selection.select(this.several());
    this.following = false;
    if (element !== this.root) this.modeler.get("canvas").scrollToElement(element, { top: 60, bottom: 60, left: 150, right: 100 });
  }

  /** All that is chosen: with several, the one with the focus may be none of them. */
  several() {
    const ids = this.others.size ? [...this.others] : [this.chosen.id];
    return ids.filter((id) => id !== this.root.id).map((id) => this.element(id)).filter(Boolean);
  }

  /** Chosen as well, or no longer: what the lasso does with the mouse. */
  toggle(id) {
    if (!this.others.size && this.chosen !== this.root) this.others.add(this.chosen.id);
    if (this.others.has(id)) this.others.delete(id);
    else this.others.add(id);
    const [only] = this.others;
    if (this.others.size < 2) return this.choose(this.element(only ?? id));
    this.choose(this.element(id), { beside: true });
    this.tell(word(`已选 ${this.several().length} 个`, `${this.several().length} chosen`));
  }

  /** Chosen on the canvas. */
  follow(selected) {
    if (this.following) return;
    this.others = new Set(selected.length > 1 ? selected.map((each) => (each.labelTarget ?? each).id) : []);
    const [first] = selected;
    this.chosen = first ? (first.labelTarget ?? first) : this.root;
    const element = this.chosen;
    this.mark();
    this.drawBar();
    this.at(element.id)?.scrollIntoView({ block: "nearest" });
  }

  element(id) {
    return this.modeler.get("elementRegistry").get(id);
  }

  click(event) {
    const item = event.target.closest("[role=treeitem]");
    if (!item) return;
    if (event.ctrlKey || event.metaKey) return void this.toggle(item.dataset.id);
    if (event.target.closest(".outline-fold") && item.hasAttribute("aria-expanded")) return void this.fold(item);
    this.choose(this.element(item.dataset.id));
  }

  fold(item, close = item.getAttribute("aria-expanded") === "true") {
    if (close) this.closed.add(item.dataset.id);
    else this.closed.delete(item.dataset.id);
    this.draw();
  }

  key(event) {
    const item = event.target.closest("[role=treeitem]");
    if (!item || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const items = this.items();
    const place = items.indexOf(item);
    const go = (to) => to && this.choose(this.element(to.dataset.id), { beside: event.shiftKey });
    const acts = {
      ArrowDown: () => go(items[place + 1]),
      ArrowUp: () => go(items[place - 1]),
      Home: () => go(items[0]),
      End: () => go(items.at(-1)),
      ArrowRight: () => (item.getAttribute("aria-expanded") === "false" ? this.fold(item, false) : item.querySelector("[role=group]") && go(items[place + 1])),
      ArrowLeft: () => (item.getAttribute("aria-expanded") === "true" ? this.fold(item, true) : go(item.parentElement.closest("[role=treeitem]"))),
      Enter: () => this.showPanel(),
      " ": () => (event.shiftKey ? this.toggle(item.dataset.id) : this.choose(this.element(item.dataset.id))),
      F2: () => this.act("rename"),
      Delete: () => this.act("remove"),
      a: () => this.act("append"),
      i: () => this.act("insert"),
      c: () => this.act("connect"),
      n: () => this.act("create"),
      b: () => this.act("react"),
      t: () => this.act("type"),
      "[": () => this.act("up"),
      "]": () => this.act("down"),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /** What may be done with the chosen element: name -> [label, act]. */
  possible() {
    const { acts, chosen } = this;
    if (!chosen || !this.editable) return {};
    const found = { properties: [word("属性", "Properties"), () => this.showPanel()] };
    const several = this.several();
    if (several.length > 1) return this.possibleTogether(several);
    const isRoot = chosen === this.root;
    const [inside, outside] = [!isRoot && acts.inside(chosen), isRoot && acts.outside(chosen)];
    if (inside) found.enter = [word("打开子流程", "Open the sub-process"), () => this.turnTo(inside)];
    if (outside) found.leave = [word("回到上层", "Back to what it is part of"), () => this.turnTo(outside, acts.id(chosen))];
    if (acts.canAppend(chosen)) found.append = [word("后面加一步", "Append a step"), () => this.append()];
    if (acts.canInsert(chosen)) found.insert = [word("在这里插入一步", "Insert a step here"), () => this.insert()];
    if (!isRoot && !isAny(chosen, ["bpmn:Lane", "bpmn:DataObjectReference", "bpmn:Group"]) && !chosen.waypoints) found.connect = [word("连到…", "Connect to…"), () => this.connect()];
    if (chosen.waypoints) found.redirect = [word("改连到…", "Lead elsewhere…"), () => this.redirect()];
    if (acts.canReact(chosen)) found.react = [word("加边界事件", "Add a boundary event"), () => this.react()];
    if (!isRoot) found.rename = [word("改名", "Rename"), () => this.rename()];
    if (acts.lanesAround(chosen).at >= 0) {
      found.up = [word("上移一条泳道", "Up one lane"), () => this.toLane(-1)];
      found.down = [word("下移一条泳道", "Down one lane"), () => this.toLane(1)];
    }
    if (isAny(chosen, ["bpmn:Lane", "bpmn:Participant"])) {
      found.laneAbove = [word("上方加泳道", "Lane above"), () => this.addLane("top")];
      found.laneBelow = [word("下方加泳道", "Lane below"), () => this.addLane("bottom")];
    }
    found.create = [word("新建…", "New…"), () => this.create()];
    if (!isRoot && !chosen.waypoints && !is(chosen, "bpmn:Lane")) found.type = [word("更改类型", "Change type"), () => this.menu("bpmn-replace", word("更改类型", "Change type"))];
    if (!isRoot) found.colour = [word("颜色", "Colour"), () => this.menu("color-picker", word("颜色", "Colour"))];
    if (chosen.waypoints) found.reroute = [word("重新走线", "Route anew"), () => acts.reroute(chosen)];
    if (acts.canRemove(chosen)) found.remove = [word("删除", "Delete"), () => this.remove()];
    return found;
  }

  possibleTogether(several) {
    const { acts } = this;
    const done = (act) => () => {
      act();
      this.others = new Set([...this.others].filter((id) => this.element(id)));
      this.made(this.element(this.chosen.id) ?? this.root, word("已完成（Ctrl+Z 恢复）", "Done (Ctrl+Z brings it back)"), true);
    };
    const found = { move: [word("一起移动…", "Move together…"), () => this.moveTogether(several)] };
    for (const [way, label] of acts.alignments(several)) found[`align-${way}`] = [label, done(() => acts.align(several, way))];
    if (acts.canDistribute(several)) {
      found.spreadAcross = [word("横向等距", "Spread across"), done(() => acts.distribute(several, "horizontal"))];
      found.spreadDown = [word("纵向等距", "Spread down"), done(() => acts.distribute(several, "vertical"))];
    }
    found.alone = [word("只选这一个", "Only this one"), () => this.choose(this.chosen)];
    if (several.every((each) => acts.canRemove(each))) found.remove = [word("删除所选", "Delete them"), done(() => acts.removeAll(several))];
    return found;
  }

  async moveTogether(several) {
    const field = (id, label) => make("label", { class: "d-block" }, label, make("input", { class: "form-control", id, type: "number", step: "10", value: "0" }));
    const content = make("div", {}, field("diagram-choice", word("向右（负数向左）", "To the right (negative: left)")), field("diagram-down", word("向下（负数向上）", "Down (negative: up)")));
    const asked = ask(word("一起移动", "Move together"), content, [{ value: "no", label: word("取消", "Cancel") }, { value: "yes", label: word("确定", "OK"), main: true }]);
    const [right, down] = [...content.querySelectorAll("input")];
    if ((await asked) === "yes") this.acts.move(several, Number(right.value) || 0, Number(down.value) || 0);
    this.made(this.element(this.chosen.id) ?? this.root, word(`已选 ${several.length} 个`, `${several.length} chosen`), true);
  }

  drawBar() {
    this.bar.replaceChildren(...Object.entries(this.possible()).map(([name, [label]]) =>
      make("button", { type: "button", class: "btn btn-sm", "data-act": name, onclick: () => this.act(name) }, label)));
  }

  async act(name) {
    const found = this.possible()[name];
    if (!found) return;
    await found[1]();
  }

  tell(text) {
    this.status.textContent = text;
  }

  /** Shows what an act made, and says so. */
  made(element, text, beside = false) {
    this.draw();
    this.choose(element, { beside });
    this.tell(text);
  }

  /** Another plane: its elements, with the sub-process one came from chosen. */
  turnTo(root, from) {
    this.acts.turnTo(root);
    this.made(this.element(from) ?? root, word(`现在显示：${calledOf(root)}`, `Now shown: ${calledOf(root)}`));
  }

  async append() {
    const source = this.chosen;
    const option = await pick(word(`在“${calledOf(source)}”后面加`, `After “${calledOf(source)}”`), word("种类", "Kind"), NEXT);
    if (option) this.made(this.acts.append(source, option), word(`已加：${option.label}`, `Added: ${option.label}`));
    else this.focus();
  }

  async insert() {
    const flow = this.chosen;
    const option = await pick(word("插入一步", "Insert a step"), word("种类", "Kind"), NEXT);
    if (option) this.made(this.acts.insert(flow, option), word(`已插入：${option.label}`, `Inserted: ${option.label}`));
    else this.focus();
  }

  async create() {
    const option = await pick(word("新建", "New"), word("种类", "Kind"), ALL);
    if (!option) return this.focus();
    const containers = this.acts.containers(this.root);
    const chosen = containers.includes(this.chosen) ? this.chosen : containers[0];
    const place = option.value === "pool" ? this.root : chosen;
    this.made(this.acts.create(place, option), word(`已新建：${option.label}`, `Made: ${option.label}`));
  }

  async react() {
    const host = this.chosen;
    const option = await pick(word(`“${calledOf(host)}”的边界事件`, `Boundary event of “${calledOf(host)}”`), word("何时", "When"), REACTIONS);
    if (option) this.made(this.acts.react(host, option), word(`已加：${option.label}`, `Added: ${option.label}`));
    else this.focus();
  }

  async target(title, elements) {
    if (!elements.length) {
      this.tell(word("没有可以连到的元素", "Nothing it could lead to"));
      return null;
    }
    const said = (element) => [nameOf(element), kindOf(element), element.businessObject.lanes?.at(-1)?.name].filter(Boolean).join(" · ");
    const option = await pick(title, word("目标", "Target"), elements.map((element) => ({ value: element.id, label: said(element), element })));
    return option?.element ?? null;
  }

  async connect() {
    const source = this.chosen;
    const target = await this.target(word(`“${calledOf(source)}”连到`, `“${calledOf(source)}” leads to`), this.acts.targets(source));
    if (target) this.made(this.acts.connect(source, target), word(`已连到 ${calledOf(target)}`, `Connected to ${calledOf(target)}`));
    else this.focus();
  }

  async redirect() {
    const flow = this.chosen;
    const target = await this.target(word("改连到", "Lead to"), this.acts.otherEnds(flow));
    if (target) {
      this.acts.redirect(flow, target);
      this.made(flow, word(`已改连到 ${calledOf(target)}`, `Leads to ${calledOf(target)} now`));
    } else this.focus();
  }

  async rename() {
    const element = this.chosen;
    const field = make("input", { class: "form-control", id: "diagram-choice", value: nameOf(element), maxlength: "200", autofocus: true });
    const content = make("div", {}, make("label", { for: "diagram-choice" }, word("名称", "Name")), field);
    const form = ask(word("改名", "Rename"), content, [{ value: "no", label: word("取消", "Cancel") }, { value: "yes", label: word("确定", "OK"), main: true }]);
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      field.closest("dialog").close("yes");
    });
    field.select();
    if ((await form) === "yes") {
      this.acts.name(element, field.value.trim());
      this.made(element, word(`已改名：${field.value.trim()}`, `Renamed: ${field.value.trim()}`));
    } else this.focus();
  }

  toLane(step) {
    const lane = this.acts.toLane(this.chosen, step);
    this.tell(lane ? word(`已移到泳道：${nameOf(lane)}`, `Moved to lane: ${nameOf(lane)}`) : word("这一侧没有泳道", "No lane on that side"));
    this.draw();
    this.focus();
  }

  addLane(place) {
    const lane = this.acts.addLane(this.chosen, place);
    this.made(lane, word("已加泳道", "Lane added"));
  }

  menu(name, title) {
    const box = this.at(this.chosen.id)?.getBoundingClientRect() ?? this.tree.getBoundingClientRect();
    this.acts.openMenu(this.chosen, name, { x: Math.round(box.left + 40), y: Math.round(box.top + 20) }, title);
    this.modeler.get("eventBus").once("popupMenu.close", () => requestAnimationFrame(() => this.focus()));
  }

  remove() {
    const items = this.items();
    const place = items.findIndex((each) => each.dataset.id === this.chosen.id);
    const next = items[place + 1]?.dataset.id;
    const before = items[place - 1]?.dataset.id;
    const called = calledOf(this.chosen);
    this.acts.remove(this.chosen);
    this.chosen = this.element(before) ?? this.element(next) ?? this.root;
    this.made(this.chosen, word(`已删除：${called}（Ctrl+Z 恢复）`, `Deleted: ${called} (Ctrl+Z brings it back)`));
  }
}
