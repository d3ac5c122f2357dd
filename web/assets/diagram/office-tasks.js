// The tasks an office knows, dropped ready-made: element templates (Camunda 8 schema) for what the schema can bind, and what it
// cannot — a round for each unit, a reminder when the time is over — added by `OfficeTasks` when such a task is made.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { word } from "./words.js";
import { extension } from "./model.js";

const SCHEMA = "https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json";
const USER_TASK = [{ type: "Hidden", binding: { type: "zeebe:userTask" } }];

const hidden = (value, binding) => ({ type: "Hidden", value, binding });
const groups = (value) => hidden(value, { type: "zeebe:assignmentDefinition", property: "candidateGroups" });
const due = (value) => ({
  type: "String", feel: "optional", label: word("到期时间", "Due date"), value, binding: { type: "zeebe:taskSchedule", property: "dueDate" },
});
const input = (target, source) => hidden(source, { type: "zeebe:input", name: target });
const output = (source, target) => hidden(target, { type: "zeebe:output", source });
const own = (name, value) => hidden(value, { type: "zeebe:property", name });
const header = (key, value) => hidden(value, { type: "zeebe:taskHeader", key });
const service = (type) => hidden(type, { type: "zeebe:taskDefinition", property: "type" });

// `round`: a round for each item of a list; `urge`: reminded when the term given is over; `forms`: what its form is often called.
export const KINDS = [
  {
    id: "approve", type: "bpmn:UserTask", zh: "审批", en: "Approve", properties: USER_TASK,
    told: ["一个人审批，填写意见。办理人按泳道，或在“办公设置”中选。", "One person approves, with an opinion."],
  },
  {
    id: "countersign", type: "bpmn:UserTask", zh: "会签", en: "Countersign", forms: ["cosign"],
    told: ["各单位同时会签，每单位一份意见，收齐再往下走。", "Every unit signs at the same time; the flow goes on when all have."],
    properties: [...USER_TASK, groups('=["unit-head@" + unit]'), input("cosign_result", '=""'), own("label", "unit")],
    round: {
      inputCollection: "=cosign_units", inputElement: "unit", outputCollection: "cosign_results",
      outputElement: "={ unit: unit, result: cosign_result }",
    },
  },
  {
    id: "circulate", type: "bpmn:UserTask", zh: "传阅", en: "Circulate", forms: ["receive", "read"],
    told: ["送各单位阅知，逐个登记已阅。", "Every unit reads it and says so."],
    properties: [...USER_TASK, groups('=["liaison@" + unit]'), own("label", "unit")],
    round: { inputCollection: "=receivers", inputElement: "unit" },
  },
  {
    id: "supervise", type: "bpmn:UserTask", zh: "交办督办", en: "Assign and supervise",
    told: ["交牵头单位办理，到期自动催办，环节继续。", "Given to the unit in the lead; it is reminded when the term is over."],
    properties: [...USER_TASK, groups('=["unit-head@" + lead]'), due('=due("5 WD", now())')],
    urge: '=due("5 WD", now())',
  },
  {
    id: "seal", type: "bpmn:UserTask", zh: "用印", en: "Seal",
    told: ["用印员盖章。监印另设一个环节，由另一个人办理。", "The keeper of the seal; a witness is a step of his own."],
    properties: [...USER_TASK, groups('=["registry"]')],
  },
  {
    id: "archive", type: "bpmn:UserTask", zh: "归档", en: "Archive",
    told: ["机要室整理归档，月底前完成。", "The registry files it, by the end of the month."],
    properties: [...USER_TASK, groups('=["registry"]'), due('=due("month end", now())')],
  },
  {
    id: "decide", type: "bpmn:BusinessRuleTask", zh: "决策", en: "Decide",
    told: ["按决策表得出结果。决策在“办公设置”中选。", "A decision table gives the result."],
    properties: [
      hidden("", { type: "zeebe:calledDecision", property: "decisionId" }),
      hidden("", { type: "zeebe:calledDecision", property: "resultVariable" }),
    ],
  },
  {
    id: "notify", type: "bpmn:ServiceTask", zh: "通知", en: "Notify",
    told: ["系统自动发通知给指定的角色或人员。", "A notice to people or roles, sent by itself."],
    properties: [service("send-notice"), header("to", "clerk"), header("text", word("请关注本事项。", "Please have a look at this matter."))],
  },
  {
    id: "number", type: "bpmn:ServiceTask", zh: "编号", en: "Number",
    told: ["按编号系列取号，不跳号。", "The next number of a series, without gaps."],
    properties: [service("allocate-number"), header("series", ""), output("=number", "document_number")],
  },
];

const id = (kind) => `banjie.${kind.id}`;

/** The kinds as element templates. A decision and a number need a choice first: their hidden values are set by the choice. */
export const templates = KINDS.map((kind) => ({
  $schema: SCHEMA,
  id: id(kind),
  version: 1,
  name: word(kind.zh, kind.en),
  description: word(...kind.told),
  keywords: [kind.zh, kind.en, kind.id],
  appliesTo: ["bpmn:Task", "bpmn:Activity"],
  elementType: { value: kind.type },
  entriesVisible: true,
  properties: kind.properties.filter((each) => each.value !== "" || each.binding.type === "zeebe:userTask"),
}));

const kindOfTemplate = (template) => KINDS.find((kind) => id(kind) === template);

class OfficeTasks {
  constructor(injector, eventBus, elementTemplates, bpmnFactory, modeling, choices) {
    Object.assign(this, { injector, elementTemplates, bpmnFactory, modeling, choices });
    this.fresh = new WeakMap();
    // Made by a menu, the palette or the outline: known before it is placed, completed once it is.
    const createElement = elementTemplates.createElement.bind(elementTemplates);
    elementTemplates.createElement = (template) => {
      const element = createElement(template);
      const kind = kindOfTemplate(template.id);
      if (kind) {
        this.addRound(element.businessObject, kind);
        this.addWhatIsPlain(element, kind);
        if (!element.businessObject.name) element.businessObject.name = word(kind.zh, kind.en);
        this.fresh.set(element, kind);
      }
      return element;
    };
    eventBus.on("commandStack.shape.create.postExecuted", 100, ({ context: { shape } }) => {
      const kind = this.fresh.get(shape);
      this.fresh.delete(shape);
      if (kind?.urge) this.addReminder(shape, kind.urge);
    });
    // Chosen for a task that was there.
    eventBus.on("commandStack.propertiesPanel.zeebe.changeTemplate.postExecuted", 100, ({ context }) => {
      const kind = context.newTemplate && kindOfTemplate(context.newTemplate.id);
      const element = context.element;
      if (!kind || !is(element, kind.type)) return;
      const bo = element.businessObject;
      if (kind.round && !bo.loopCharacteristics) modeling.updateProperties(element, { loopCharacteristics: this.makeRound(bo, kind.round) });
      if (!bo.name) modeling.updateLabel(element, word(kind.zh, kind.en));
      if (kind.urge && !element.attachers.length) this.addReminder(element, kind.urge);
    });
  }

  create(kindId) {
    const kind = KINDS.find((each) => each.id === kindId);
    return this.elementTemplates.createElement(this.elementTemplates.get(id(kind), 1));
  }

  /** Where the draft leaves no choice, it is made: the only decision, the only series, the form called like the kind. */
  addWhatIsPlain(element, kind) {
    const bo = element.businessObject;
    const { forms, decisions, series } = this.choices;
    const put = (type, properties) => {
      const holder = bo.extensionElements ?? (bo.extensionElements = this.bpmnFactory.create("bpmn:ExtensionElements", { values: [] }));
      const made = this.bpmnFactory.create(type, properties);
      holder.$parent = bo;
      made.$parent = holder;
      holder.set("values", [...holder.get("values").filter((each) => !is(each, type)), made]);
    };
    const form = forms.find(({ id: each }) => [kind.id, ...(kind.forms ?? [])].includes(each));
    if (kind.type === "bpmn:UserTask" && form) put("zeebe:FormDefinition", { formId: form.id });
    if (kind.id === "decide" && decisions.length === 1) {
      put("zeebe:CalledDecision", { decisionId: decisions[0].id, resultVariable: decisions[0].more[0] });
    }
    if (kind.id === "number" && series.length === 1) {
      put("zeebe:TaskHeaders", { values: [this.bpmnFactory.create("zeebe:Header", { key: "series", value: series[0].id })] });
    }
  }

  addRound(bo, kind) {
    if (kind.round && !bo.loopCharacteristics) bo.loopCharacteristics = this.makeRound(bo, kind.round);
  }

  makeRound(bo, round) {
    const loop = this.bpmnFactory.create("bpmn:MultiInstanceLoopCharacteristics", { isSequential: false });
    const holder = this.bpmnFactory.create("bpmn:ExtensionElements", { values: [] });
    const characteristics = this.bpmnFactory.create("zeebe:LoopCharacteristics", round);
    holder.get("values").push(characteristics);
    loop.extensionElements = holder;
    loop.$parent = bo;
    holder.$parent = loop;
    characteristics.$parent = holder;
    return loop;
  }

  /** A timer at the task that does not interrupt it, the built-in `urge`, and an end. */
  addReminder(task, when) {
    const elementFactory = this.injector.get("elementFactory");
    const timer = elementFactory.createShape({
      type: "bpmn:BoundaryEvent", eventDefinitionType: "bpmn:TimerEventDefinition", cancelActivity: false,
    });
    timer.businessObject.name = word("到期", "Term over");
    const definition = timer.businessObject.eventDefinitions[0];
    definition.timeDate = this.bpmnFactory.create("bpmn:FormalExpression", { body: when });
    definition.timeDate.$parent = definition;
    const at = { x: task.x + task.width - 20, y: task.y + task.height };
    this.modeling.createShape(timer, at, task, { attach: true });
    const urge = this.elementTemplates.createElement({
      $schema: SCHEMA, id: "banjie.urge", version: 1, name: word("催办", "Urge"), appliesTo: ["bpmn:Activity"],
      elementType: { value: "bpmn:ServiceTask" }, properties: [service("urge"), header("step", task.businessObject.id)],
    });
    for (const name of ["modelerTemplate", "modelerTemplateVersion"]) urge.businessObject.set(`zeebe:${name}`, undefined);
    urge.businessObject.name = word("催办", "Urge");
    this.modeling.appendShape(timer, urge, { x: at.x + 120, y: at.y + 90 }, task.parent);
    const end = elementFactory.createShape({ type: "bpmn:EndEvent" });
    end.businessObject.name = word("已催办", "Urged");
    this.modeling.appendShape(urge, end, { x: at.x + 260, y: at.y + 90 }, task.parent);
  }
}
OfficeTasks.$inject = ["injector", "eventBus", "elementTemplates", "bpmnFactory", "modeling", "config.choices"];

/** `urge` names its step by id: when that step is called otherwise, so is the reminder's. */
class UrgedSteps {
  constructor(eventBus, elementRegistry, modeling) {
    eventBus.on("commandStack.element.updateProperties.postExecuted", ({ context }) => {
      const was = context.oldProperties?.id;
      const now = context.properties?.id;
      if (!was || !now || was === now) return;
      for (const element of elementRegistry.filter((each) => is(each, "bpmn:ServiceTask") && !each.labelTarget)) {
        if (extension(element, "zeebe:TaskDefinition")?.type !== "urge") continue;
        const step = extension(element, "zeebe:TaskHeaders")?.get("values").find((each) => each.key === "step" && each.value === was);
        if (step) modeling.updateModdleProperties(element, step, { value: now });
      }
    });
  }
}
UrgedSteps.$inject = ["eventBus", "elementRegistry", "modeling"];

export const officeTasks = {
  __init__: ["officeTasks", "urgedSteps"],
  officeTasks: ["type", OfficeTasks],
  urgedSteps: ["type", UrgedSteps],
};
