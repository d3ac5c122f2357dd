// Everything the mouse can do on the canvas, as acts on one element: for the outline, the keyboard and the screen reader.
import { isAny, is, getBusinessObject } from "bpmn-js/lib/util/ModelUtil";
import { KINDS } from "./office-tasks.js";
import { calledOf } from "./model.js";
import { word } from "./words.js";

const GAP = 50;
const basic = (value, zh, en, attributes) => ({ value, label: word(zh, en), attributes });
const event = (type, definition) => ({ type: `bpmn:${type}`, eventDefinitionType: `bpmn:${definition}EventDefinition` });

const BASIC = [
  basic("exclusive", "排他网关（只走一条）", "exclusive gateway", { type: "bpmn:ExclusiveGateway" }),
  basic("parallel", "并行网关（同时走）", "parallel gateway", { type: "bpmn:ParallelGateway" }),
  basic("inclusive", "包容网关（条件成立的都走）", "inclusive gateway", { type: "bpmn:InclusiveGateway" }),
  basic("event-based", "事件网关", "event gateway", { type: "bpmn:EventBasedGateway" }),
  basic("user", "用户任务", "user task", { type: "bpmn:UserTask" }),
  basic("service", "服务任务", "service task", { type: "bpmn:ServiceTask" }),
  basic("script", "计算任务", "script task", { type: "bpmn:ScriptTask" }),
  basic("call", "调用活动", "call activity", { type: "bpmn:CallActivity" }),
  basic("sub", "子流程", "sub-process", { type: "bpmn:SubProcess", isExpanded: true }),
  basic("wait", "等到某个时间", "wait for a time", event("IntermediateCatchEvent", "Timer")),
  basic("receive", "等待消息", "wait for a message", event("IntermediateCatchEvent", "Message")),
  basic("throw", "发送消息", "send a message", event("IntermediateThrowEvent", "Message")),
  basic("end", "结束事件", "end event", { type: "bpmn:EndEvent" }),
  basic("terminate", "终止结束事件", "terminate end event", event("EndEvent", "Terminate")),
];
const ALONE = [
  basic("start", "开始事件", "start event", { type: "bpmn:StartEvent" }),
  basic("start-message", "消息开始事件", "message start event", event("StartEvent", "Message")),
  basic("start-timer", "定时开始事件", "timer start event", event("StartEvent", "Timer")),
  basic("event-sub", "事件子流程", "event sub-process", { type: "bpmn:SubProcess", triggeredByEvent: true, isExpanded: true }),
  basic("annotation", "文本注释", "text annotation", { type: "bpmn:TextAnnotation" }),
  basic("data", "数据对象", "data object", { type: "bpmn:DataObjectReference" }),
  basic("pool", "泳池", "pool", { type: "bpmn:Participant" }),
];
export const REACTIONS = ["Timer", "Message", "Signal", "Error", "Escalation", "Compensate", "Conditional"].flatMap((kind) => {
  const names = { Timer: ["到时间", "on time"], Message: ["收到消息", "on a message"], Signal: ["收到信号", "on a signal"], Error: ["出错", "on an error"], Escalation: ["升级", "on an escalation"], Compensate: ["补偿", "compensation"], Conditional: ["条件成立", "on a condition"] };
  const both = !["Error", "Compensate"].includes(kind);
  const made = (cancelActivity, zh, en) => ({
    value: `${kind}-${cancelActivity}`, label: word(names[kind][0] + zh, names[kind][1] + en),
    attributes: { ...event("BoundaryEvent", kind), cancelActivity },
  });
  if (kind === "Compensate") return [made(true, "", "")];
  return both ? [made(false, "，环节继续", ", the step goes on"), made(true, "，中断环节", ", the step is interrupted")] : [made(true, "，中断环节", ", the step is interrupted")];
});
const OFFICE = KINDS.map((kind) => ({ value: kind.id, label: word(kind.zh, kind.en), kind: kind.id }));

export const NEXT = [...OFFICE, ...BASIC];
export const ALL = [...OFFICE, ...BASIC, ...ALONE];

export class Acts {
  constructor(modeler) {
    for (const name of ["modeling", "elementFactory", "elementRegistry", "autoPlace", "rules", "spaceTool", "officeTasks", "commandStack", "canvas", "popupMenu", "copyPaste", "alignElements", "distributeElements"]) {
      this[name] = modeler.get(name);
    }
  }

  /** How several elements may be lined up; [] when they may not. */
  alignments(several) {
    if (!this.fit("elements.align", several)) return [];
    return [["left", word("左对齐", "Align left")], ["center", word("左右居中", "Centre across")], ["right", word("右对齐", "Align right")],
      ["top", word("上对齐", "Align top")], ["middle", word("上下居中", "Centre down")], ["bottom", word("下对齐", "Align bottom")]];
  }

  align(several, way) {
    this.alignElements.trigger(this.fit("elements.align", several), way);
  }

  canDistribute(several) {
    return Boolean(this.fit("elements.distribute", several));
  }

  distribute(several, axis) {
    this.distributeElements.trigger(this.fit("elements.distribute", several), axis);
  }

  /** Those of several elements an act may be done to, by the rules of the canvas; null when there are too few. */
  fit(rule, several) {
    const elements = several.filter((each) => !each.waypoints && !is(each, "bpmn:Lane"));
    return (elements.length && this.rules.allowed(rule, { elements })) || null;
  }

  move(several, x, y) {
    const shapes = several.filter((each) => !each.waypoints && !is(each, "bpmn:Lane"));
    if (shapes.length && (x || y)) this.modeling.moveElements(shapes, { x, y });
  }

  removeAll(several) {
    this.modeling.removeElements([...several]);
  }

  together(act) {
    let result;
    this.commandStack.execute("external-resources.composed-command", { command: () => (result = act()) });
    return result;
  }

  shape(option) {
    return option.kind ? this.officeTasks.create(option.kind) : this.elementFactory.createShape(option.attributes);
  }

  name(element, text) {
    this.modeling.updateLabel(element, text);
  }

  canAppend(element) {
    return isAny(element, ["bpmn:FlowNode"]) && !is(element, "bpmn:EndEvent") && !element.businessObject.triggeredByEvent;
  }

  /** A step after this one; where it goes on to one other already, between the two. */
  append(element, option) {
    const onward = element.outgoing.filter((each) => is(each, "bpmn:SequenceFlow"));
    const ends = option.attributes?.type === "bpmn:EndEvent";
    if (onward.length === 1 && !ends && !is(element, "bpmn:Gateway")) return this.insert(onward[0], option);
    return this.together(() => this.autoPlace.append(element, this.shape(option)));
  }

  canInsert(flow) {
    return is(flow, "bpmn:SequenceFlow");
  }

  /** A step on a flow; what lies to the right moves over when there is no room. */
  insert(flow, option) {
    return this.together(() => {
      const shape = this.shape(option);
      const [from, to] = this.level(flow);
      const missing = shape.width + 2 * GAP - (to.x - from.x);
      if (missing > 0 && to.x > from.x) this.makeSpace(flow, missing, (from.x + to.x) / 2);
      const [start, end] = this.level(flow);
      return this.modeling.createShape(shape, { x: Math.round((start.x + end.x) / 2), y: Math.round((start.y + end.y) / 2) }, flow);
    });
  }

  /** The longest level piece of a flow, left end first; else its longest piece. */
  level(flow) {
    const pieces = flow.waypoints.slice(1).map((end, index) => [flow.waypoints[index], end]);
    const length = ([a, b]) => Math.abs(b.x - a.x) + Math.abs(b.y - a.y);
    const levels = pieces.filter(([a, b]) => Math.abs(a.y - b.y) < 2);
    const [longest] = (levels.length ? levels : pieces).sort((a, b) => length(b) - length(a));
    return longest[0].x <= longest[1].x ? longest : [longest[1], longest[0]];
  }

  makeSpace(flow, width, start) {
    const all = this.elementRegistry.filter((each) => each.parent);
    const { movingShapes, resizingShapes } = this.spaceTool.calculateAdjustments(all, "x", width, start);
    this.spaceTool.makeSpace(movingShapes, resizingShapes, { x: width, y: 0 }, "e", start);
  }

  targets(source) {
    return this.elementRegistry.filter((target) => target !== source && !target.waypoints && !target.labelTarget && target.parent
      && this.rules.allowed("connection.create", { source, target }));
  }

  connect(source, target) {
    return this.modeling.connect(source, target);
  }

  /** Other ends a flow may have. */
  otherEnds(flow) {
    return this.elementRegistry.filter((each) => each !== flow.target && !each.waypoints && !each.labelTarget && each.parent
      && this.rules.allowed("connection.reconnect", { connection: flow, source: flow.source, target: each }));
  }

  redirect(flow, target) {
    this.modeling.reconnectEnd(flow, target, { x: target.x + target.width / 2, y: target.y + target.height / 2 });
  }

  canReact(element) {
    return is(element, "bpmn:Activity") && !element.businessObject.triggeredByEvent;
  }

  react(element, option) {
    return this.together(() => {
      const shape = this.elementFactory.createShape(option.attributes);
      const taken = (element.attachers ?? []).length;
      const at = { x: element.x + element.width - 20 - taken * 44, y: element.y + element.height };
      return this.modeling.createShape(shape, { x: Math.max(at.x, element.x + 10), y: at.y }, element, { attach: true });
    });
  }

  remove(element) {
    this.modeling.removeElements([element]);
  }

  canRemove(element) {
    return Boolean(element.parent) && this.rules.allowed("elements.delete", { elements: [element] }) !== false;
  }

  /** Something new that nothing leads to, at a free place of a pool, lane, sub-process or of the whole. */
  create(container, option) {
    return this.together(() => {
      const shape = this.shape(option);
      const parent = is(container, "bpmn:Lane") ? this.poolOf(container) : container;
      const inside = parent.children.filter((each) => !each.waypoints && !is(each, "bpmn:Lane"));
      const right = Math.max(0, ...inside.map((each) => each.x + each.width), parent.x ? parent.x + 60 : 100);
      const level = is(container, "bpmn:Lane") || parent.x !== undefined
        ? container.y + container.height / 2 : inside.length ? Math.max(...inside.map((each) => each.y + each.height)) + 60 + shape.height / 2 : 160;
      const x = parent.x === undefined ? 160 + shape.width / 2 : right + GAP + shape.width / 2;
      if (parent.x !== undefined && right + 2 * GAP + shape.width > parent.x + parent.width) {
        this.modeling.resizeShape(parent, { x: parent.x, y: parent.y, width: right + 2 * GAP + shape.width - parent.x, height: parent.height });
      }
      return this.modeling.createShape(shape, { x: Math.round(x), y: Math.round(level) }, parent);
    });
  }

  poolOf(element) {
    let found = element;
    while (found && !is(found, "bpmn:Participant")) found = found.parent;
    return found;
  }

  containers(root) {
    const pools = this.elementRegistry.filter((each) => isAny(each, ["bpmn:Participant", "bpmn:Lane"]) || (is(each, "bpmn:SubProcess") && each.parent));
    return pools.some((each) => is(each, "bpmn:Participant")) ? [...pools, root] : [root, ...pools];
  }

  /** The innermost lanes of the pool of an element, top first, and where in them it is. */
  lanesAround(element) {
    const pool = this.poolOf(element);
    if (!pool || element.waypoints || isAny(element, ["bpmn:Lane", "bpmn:Participant", "bpmn:BoundaryEvent"]) || element.parent !== pool) return { lanes: [], at: -1 };
    const lanes = this.elementRegistry.filter((each) => is(each, "bpmn:Lane") && this.poolOf(each) === pool && !each.children.some((child) => is(child, "bpmn:Lane")))
      .sort((a, b) => a.y - b.y);
    const middle = element.y + element.height / 2;
    return { lanes, at: lanes.findIndex((lane) => middle >= lane.y && middle < lane.y + lane.height) };
  }

  /** Up (-1) or down (1) one lane; the lane that it came to, null when there is none. */
  toLane(element, step) {
    const { lanes, at } = this.lanesAround(element);
    const lane = at < 0 ? null : lanes[at + step];
    if (!lane) return null;
    const target = lane.y + lane.height / 2 - element.height / 2;
    this.modeling.moveElements([element], { x: 0, y: Math.round(target - element.y) }, element.parent);
    return lane;
  }

  addLane(element, place) {
    return this.modeling.addLane(element, place);
  }

  canReroute(element) {
    return Boolean(element.waypoints);
  }

  reroute(flow) {
    this.modeling.layoutConnection(flow);
  }

  /** The plane a collapsed sub-process is drawn on, and the one it stands on. */
  inside(element) {
    return is(element, "bpmn:SubProcess") ? this.canvas.findRoot(`${this.id(element)}_plane`) : null;
  }

  outside(root) {
    const shape = this.elementRegistry.get(this.id(root));
    return shape && shape !== root ? this.canvas.findRoot(shape) : null;
  }

  turnTo(root) {
    this.canvas.setRootElement(root);
  }

  /** The menus of the canvas (type, colour), opened beside the outline; their own keys work in them. */
  openMenu(element, menu, at, title) {
    this.popupMenu.open(element, menu, { ...at, cursor: at }, { title, width: 300, search: true });
  }

  said(element) {
    return calledOf(element);
  }

  id(element) {
    return getBusinessObject(element).id;
  }
}
