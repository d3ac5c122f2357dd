// Reading and writing what stands behind a shape: extension elements, expressions, names.
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";
import { word } from "./words.js";

export { getBusinessObject, is };

export const extension = (element, type) =>
  getBusinessObject(element).get("extensionElements")?.get("values").find((each) => is(each, type));

/** Sets properties of an extension element, making it when needed; null takes it away. One step of undo each. */
export const writeExtension = (injector, element, type, properties) => {
  const modeling = injector.get("modeling");
  const factory = injector.get("bpmnFactory");
  const bo = getBusinessObject(element);
  const holder = bo.get("extensionElements");
  const found = extension(element, type);
  if (found && properties) return modeling.updateModdleProperties(element, found, properties);
  if (found) return modeling.updateModdleProperties(element, holder, { values: holder.get("values").filter((each) => each !== found) });
  if (!properties) return undefined;
  const made = factory.create(type, properties);
  if (holder) {
    made.$parent = holder;
    return modeling.updateModdleProperties(element, holder, { values: [...holder.get("values"), made] });
  }
  const fresh = factory.create("bpmn:ExtensionElements", { values: [made] });
  fresh.$parent = bo;
  made.$parent = fresh;
  return modeling.updateProperties(element, { extensionElements: fresh });
};

export const headers = (element) =>
  Object.fromEntries((extension(element, "zeebe:TaskHeaders")?.get("values") ?? []).map((each) => [each.key, each.value ?? ""]));

export const writeHeader = (injector, element, key, value) => {
  const factory = injector.get("bpmnFactory");
  const all = { ...headers(element), [key]: value };
  const values = Object.entries(all).filter(([, each]) => each !== "" && each != null)
    .map(([name, each]) => factory.create("zeebe:Header", { key: name, value: each }));
  writeExtension(injector, element, "zeebe:TaskHeaders", values.length ? { values } : null);
};

/** `=["a", "b"]` -> ["a", "b"]; null for every other expression. */
export const literalList = (text) => {
  if (!text?.startsWith("=")) return text ? text.split(",").map((each) => each.trim()).filter(Boolean) : [];
  try {
    const value = JSON.parse(text.slice(1));
    return Array.isArray(value) && value.every((each) => typeof each === "string") ? value : null;
  } catch {
    return null;
  }
};

export const writeList = (names) => `=[${names.map((name) => JSON.stringify(name)).join(", ")}]`;

const TYPES = {
  "bpmn:UserTask": ["用户任务", "user task"], "bpmn:ServiceTask": ["服务任务", "service task"],
  "bpmn:BusinessRuleTask": ["决策任务", "decision task"], "bpmn:ScriptTask": ["计算任务", "script task"],
  "bpmn:SendTask": ["发送任务", "send task"], "bpmn:ReceiveTask": ["接收任务", "receive task"],
  "bpmn:ManualTask": ["手工任务", "manual task"], "bpmn:Task": ["任务", "task"], "bpmn:CallActivity": ["调用活动", "call activity"],
  "bpmn:SubProcess": ["子流程", "sub-process"], "bpmn:AdHocSubProcess": ["自由子流程", "ad-hoc sub-process"],
  "bpmn:Transaction": ["事务", "transaction"], "bpmn:ExclusiveGateway": ["排他网关", "exclusive gateway"],
  "bpmn:ParallelGateway": ["并行网关", "parallel gateway"], "bpmn:InclusiveGateway": ["包容网关", "inclusive gateway"],
  "bpmn:ComplexGateway": ["复杂网关", "complex gateway"], "bpmn:EventBasedGateway": ["事件网关", "event gateway"],
  "bpmn:StartEvent": ["开始事件", "start event"], "bpmn:EndEvent": ["结束事件", "end event"],
  "bpmn:IntermediateCatchEvent": ["捕获事件", "catch event"], "bpmn:IntermediateThrowEvent": ["抛出事件", "throw event"],
  "bpmn:BoundaryEvent": ["边界事件", "boundary event"], "bpmn:SequenceFlow": ["顺序流", "flow"],
  "bpmn:MessageFlow": ["消息流", "message flow"], "bpmn:Association": ["关联", "association"], "bpmn:Participant": ["泳池", "pool"],
  "bpmn:Lane": ["泳道", "lane"], "bpmn:Process": ["流程", "process"], "bpmn:Collaboration": ["协作", "collaboration"],
  "bpmn:TextAnnotation": ["注释", "annotation"], "bpmn:Group": ["分组框", "group"],
  "bpmn:DataObjectReference": ["数据对象", "data object"], "bpmn:DataStoreReference": ["数据存储", "data store"],
  "bpmn:DataInputAssociation": ["数据关联", "data association"], "bpmn:DataOutputAssociation": ["数据关联", "data association"],
};
const EVENTS = {
  "bpmn:TimerEventDefinition": ["定时", "timer "], "bpmn:MessageEventDefinition": ["消息", "message "],
  "bpmn:SignalEventDefinition": ["信号", "signal "], "bpmn:ErrorEventDefinition": ["错误", "error "],
  "bpmn:EscalationEventDefinition": ["升级", "escalation "], "bpmn:TerminateEventDefinition": ["终止", "terminate "],
  "bpmn:LinkEventDefinition": ["链接", "link "], "bpmn:CompensateEventDefinition": ["补偿", "compensation "],
  "bpmn:ConditionalEventDefinition": ["条件", "conditional "], "bpmn:CancelEventDefinition": ["取消", "cancel "],
};

/** "定时边界事件": the kind of an element in the page's language. */
export const kindOf = (element) => {
  const bo = getBusinessObject(element);
  const event = EVENTS[bo.eventDefinitions?.[0]?.$type] ?? ["", ""];
  const type = TYPES[bo.$type] ?? [bo.$type.slice(5), bo.$type.slice(5)];
  return word(event[0] + type[0], event[1] + type[1]);
};

export const nameOf = (element) => {
  const bo = getBusinessObject(element);
  return (bo.get("name") ?? bo.get("text") ?? "") || "";
};

/** What people call an element: its name, else its kind and id. */
export const calledOf = (element) => nameOf(element) || `${kindOf(element)} ${element.id}`;
