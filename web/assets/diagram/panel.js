// 办公设置: a group at the top of the properties panel where roles, people, forms, decisions, services and lanes are chosen, not typed.
// Groups of the panel for what our engine does not run are left out, unless a file brings something to delete in them.
import { CheckboxEntry, Group, NumberFieldEntry, SelectEntry, isCheckboxEntryEdited, isNumberFieldEntryEdited, isSelectEntryEdited } from "@bpmn-io/properties-panel";
import { jsx } from "@bpmn-io/properties-panel/preact/jsx-runtime";
import { getBusinessObject, isAny, is } from "bpmn-js/lib/util/ModelUtil";
import { combo } from "./combo.js";
import { extension, headers, literalList, writeExtension, writeHeader, writeList } from "./model.js";
import { word } from "./words.js";

const LEFT_OUT = new Set([
  "form", "userTaskImplementation", "businessRuleImplementation", "scriptImplementation", "calledDecision", "taskDefinition",
  "jobPriorityDefinition", "businessId", "adHocSubProcessImplementation", "additionalDataGroup",
]);
const ONLY_WITH_CONTENT = new Set(["Zeebe__ExecutionListeners", "Zeebe__TaskListeners"]);
const STARTER = "=starter";
const WHO = { lane: "lane", starter: "starter", roles: "roles", person: "person", other: "other" };
const SERVICE_WORDS = {
  "allocate-number": ["编号", "allocate a number"], count: ["计数", "count"], "find-instances": ["查找事项", "find matters"],
  record: ["记录", "record a fact"], "send-notice": ["发通知", "send a notice"], "set-due": ["设定事项期限", "set the matter's due"],
  "start-procedure": ["发起另一流程", "start another procedure"], urge: ["催办", "urge a step"],
};
const HEADER_WORDS = {
  series: ["编号系列", "Series"], kind: ["种类", "Kind"], procedure: ["流程", "Procedure"], to: ["发给", "To"],
  text: ["内容", "Text"], step: ["催办的环节", "Step"],
};

const labelled = ({ id, name }) => ({ value: id, label: name && name !== id ? `${name}（${id}）` : id });

// Components are functions of the module: a new one at every drawing would take the field away under the pointer.
const Choice = ({ element, id, label, description, options, get, set }) =>
  jsx(SelectEntry, {
    element, id, label, description, getOptions: () => withStored(options(element), get(element)), getValue: () => get(element),
    setValue: (value) => set(value ?? ""),
  });

const Tick = ({ element, id, label, get, set }) => jsx(CheckboxEntry, { element, id, label, getValue: get, setValue: set });

const Measure = ({ element, id, label, minimum, get, set }) =>
  jsx(NumberFieldEntry, {
    element, id, label, debounce: (each) => each, min: minimum, getValue: get,
    setValue: (value) => value !== "" && value !== undefined && Number.isFinite(Number(value)) && set(Number(value)),
  });

const select = (id, label, options, get, set, description) => ({
  id, label, options, get, set, description, isEdited: isSelectEntryEdited, component: Choice,
});

// What a file holds and nobody offers is still shown, so that it is not lost by looking at it.
const withStored = (options, value) =>
  value && !options.some((each) => each.value === value)
    ? [...options, { value, label: word(`${value}（不在名单中）`, `${value} (not in the list)`) }] : options;

class OfficePanel {
  constructor(propertiesPanel, injector, config) {
    this.injector = injector;
    this.choices = config;
    propertiesPanel.registerProvider(50, this); // after every other: nothing is added behind our back
  }

  getGroups(element) {
    return (groups) => {
      const kept = groups.filter(({ id, items, entries }) => {
        if (ONLY_WITH_CONTENT.has(id)) return (items ?? entries ?? []).length > 0;
        return !LEFT_OUT.has(id);
      });
      const entries = this.entries(element);
      const place = kept.findIndex(({ id }) => id === "general") + 1;
      if (entries.length) {
        kept.splice(place, 0, { id: "office", label: word("办公设置", "Office"), component: Group, entries, shouldOpen: true });
      }
      const position = this.position(element);
      if (position.length) kept.push({ id: "position", label: word("位置和大小", "Position and size"), component: Group, entries: position });
      return kept;
    };
  }

  entries(element) {
    if (element.labelTarget) return this.entries(element.labelTarget);
    if (is(element, "bpmn:UserTask")) return [...this.form(element), ...this.who(element)];
    if (is(element, "bpmn:BusinessRuleTask")) return this.decision(element);
    if (isAny(element, ["bpmn:ServiceTask", "bpmn:SendTask"])) return this.service(element);
    if (is(element, "bpmn:CallActivity")) return this.called(element);
    if (is(element, "bpmn:Lane")) return this.lane(element);
    if (is(element, "bpmn:SequenceFlow")) return this.flow(element);
    return [];
  }

  write(element, type, properties) {
    writeExtension(this.injector, element, type, properties);
  }

  form(element) {
    const { forms } = this.choices;
    return [select("office-form", word("表单", "Form"),
      () => [{ value: "", label: word(`与环节同名（${element.businessObject.id}）`, `named like the step (${element.businessObject.id})`) }, ...forms.map(labelled)],
      () => extension(element, "zeebe:FormDefinition")?.formId ?? "",
      (value) => this.write(element, "zeebe:FormDefinition", value ? { formId: value } : null))];
  }

  assignment(element) {
    const found = extension(element, "zeebe:AssignmentDefinition");
    const { assignee, candidateGroups, candidateUsers } = found ?? {};
    const roles = literalList(candidateGroups);
    if (candidateUsers || (assignee && candidateGroups) || roles === null) return { kind: WHO.other };
    if (assignee === STARTER) return { kind: WHO.starter };
    if (assignee) return assignee.startsWith("=") ? { kind: WHO.other } : { kind: WHO.person, person: assignee };
    return candidateGroups ? { kind: WHO.roles, roles } : { kind: WHO.lane };
  }

  who(element) {
    const { kind, roles = [], person } = this.assignment(element);
    const clear = { assignee: undefined, candidateGroups: undefined, candidateUsers: undefined };
    const set = (properties) => this.write(element, "zeebe:AssignmentDefinition", properties && { ...clear, ...properties });
    const lane = this.laneOf(element);
    const declared = this.choices.lanes.find((each) => each.id === lane)?.more.join("、");
    const entries = [select("office-who", word("由谁办理", "Who does it"), () => [
      { value: WHO.lane, label: lane ? word(`按泳道：${lane}${declared ? `（${declared}）` : ""}`, `by lane: ${lane}${declared ? ` (${declared})` : ""}`) : word("按泳道", "by lane") },
      { value: WHO.roles, label: word("指定角色", "roles") },
      { value: WHO.starter, label: word("起草人", "whoever started it") },
      { value: WHO.person, label: word("指定人员", "a person") },
      { value: WHO.other, label: word("表达式（见“分派”）", "an expression (see Assignment)") },
    ], () => kind, (value) => {
      if (value === WHO.lane) set(null);
      else if (value === WHO.starter) set({ assignee: STARTER });
      else if (value === WHO.person) set({ assignee: this.choices.people[0]?.id ?? "" });
      else if (value === WHO.roles) set({ candidateGroups: writeList([this.choices.roles[0]?.id ?? "clerk"]) });
      else set({ candidateGroups: "=[]" + " " });
    })];
    if (kind === WHO.person) {
      entries.push(select("office-person", word("人员", "Person"), () => this.choices.people.map(labelled), () => person, (value) => set({ assignee: value })));
    }
    if (kind === WHO.roles) {
      const change = (index, value) => {
        const next = roles.slice();
        next.splice(index, 1, ...(value.trim() ? [value.trim()] : []));
        set(next.length ? { candidateGroups: writeList([...new Set(next)]) } : null);
      };
      [...roles, ""].forEach((role, index) => entries.push(combo({
        id: `office-role-${index}`, element,
        label: role ? word(`角色 ${index + 1}`, `Role ${index + 1}`) : word("再加一个角色", "Another role"),
        description: role ? this.choices.roles.find((each) => each.id === role.split("@")[0])?.name : word("角色，或 角色@单位；清空即移除", "role or role@unit; empty it to remove it"),
        choices: this.roleChoices(), get: () => role, set: (value) => change(index, value),
      })));
    }
    return entries;
  }

  /** Roles, then roles of one unit. */
  roleChoices() {
    const ofUnits = ["unit-head", "liaison", "section-head", "clerk"].filter((role) => this.choices.roles.some(({ id }) => id === role));
    return [...this.choices.roles, ...ofUnits.flatMap((role) => this.choices.units.map((unit) => ({ id: `${role}@${unit.id}`, name: unit.name })))];
  }

  laneOf(element) {
    const lane = getBusinessObject(element).get("lanes")?.at(-1);
    return lane?.name;
  }

  decision(element) {
    const called = () => extension(element, "zeebe:CalledDecision");
    const { decisions, variables } = this.choices;
    const set = (properties) => this.write(element, "zeebe:CalledDecision", { decisionId: called()?.decisionId ?? "", resultVariable: called()?.resultVariable ?? "", ...properties });
    return [
      select("office-decision", word("决策", "Decision"), () => [{ value: "", label: word("（请选择）", "(choose)") }, ...decisions.map(labelled)],
        () => called()?.decisionId ?? "",
        (value) => set({ decisionId: value, resultVariable: called()?.resultVariable || decisions.find(({ id }) => id === value)?.more[0] || value })),
      combo({
        id: "office-result", element, label: word("结果存入", "Result variable"), get: () => called()?.resultVariable ?? "",
        set: (value) => set({ resultVariable: value }),
        choices: [...decisions.flatMap(({ more, name }) => more.map((each) => ({ id: each, name }))), ...variables.map(({ name, label }) => ({ id: name, name: label }))],
      }),
    ];
  }

  service(element) {
    const { services } = this.choices;
    const type = extension(element, "zeebe:TaskDefinition")?.type ?? "";
    const entries = [select("office-service", word("由系统做什么", "What the system does"),
      () => [{ value: "", label: word("（请选择）", "(choose)") }, ...services.map(({ id }) => ({ value: id, label: `${word(...(SERVICE_WORDS[id] ?? [id, id]))}（${id}）` }))],
      () => type, (value) => this.write(element, "zeebe:TaskDefinition", value ? { type: value } : null))];
    const wanted = services.find(({ id }) => id === type)?.more ?? [];
    for (const key of wanted) {
      entries.push(combo({
        id: `office-header-${key}`, element, label: word(...(HEADER_WORDS[key] ?? [key, key])), choices: this.headerChoices(key),
        get: () => headers(element)[key] ?? "", set: (value) => writeHeader(this.injector, element, key, value),
        description: key === "text" ? word("以 = 开头是 FEEL 表达式", "a FEEL expression when it begins with =") : undefined,
      }));
    }
    return entries;
  }

  headerChoices(key) {
    if (key === "series") return this.choices.series;
    if (key === "procedure") return this.choices.procedures;
    if (key === "to") return this.roleChoices();
    if (key === "step") {
      return this.injector.get("elementRegistry").filter((each) => is(each, "bpmn:UserTask") && !each.labelTarget)
        .map((each) => ({ id: each.businessObject.id, name: each.businessObject.name }));
    }
    return [];
  }

  called(element) {
    const get = () => extension(element, "zeebe:CalledElement");
    return [select("office-called", word("被调用的流程", "Called process"),
      () => [{ value: "", label: word("（请选择）", "(choose)") }, ...this.choices.processes.map(labelled)],
      () => get()?.processId ?? "", (value) => this.write(element, "zeebe:CalledElement", { processId: value }))];
  }

  lane(element) {
    const modeling = this.injector.get("modeling");
    return [select("office-lane", word("泳道（设置中的角色）", "Lane (roles in the settings)"),
      () => [{ value: "", label: word("（另写名称）", "(another name)") },
        ...this.choices.lanes.map(({ id, more }) => ({ value: id, label: `${id}（${more.join("、")}）` }))],
      () => getBusinessObject(element).name ?? "", (value) => value && modeling.updateProperties(element, { name: value }))];
  }

  /** The flow that is taken when no other condition holds. */
  flow(element) {
    const { sourceRef } = getBusinessObject(element);
    if (!isAny(sourceRef, ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway", "bpmn:ComplexGateway", "bpmn:Activity"])) return [];
    const modeling = this.injector.get("modeling");
    return [{
      id: "office-default", isEdited: isCheckboxEntryEdited, component: Tick,
      label: word("其他条件都不成立时走这里（默认）", "Taken when no other condition holds (default)"),
      get: () => sourceRef.default === getBusinessObject(element),
      set: (value) => modeling.updateProperties(element.source, { default: value ? getBusinessObject(element) : undefined }),
    }];
  }

  position(element) {
    if (element.labelTarget || !element.parent) return [];
    return [...(element.waypoints ? this.bends(element) : this.place(element)), ...this.labelPlace(element)];
  }

  /** Bend points of a flow: how many, and where each is; one more comes into the middle of the longest piece. */
  bends(element) {
    const modeling = this.injector.get("modeling");
    const measure = (id, label, get, set, minimum) => ({ id, label, minimum, get, set, isEdited: isNumberFieldEntryEdited, component: Measure });
    const points = () => element.waypoints.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
    const many = (wanted) => {
      const found = points();
      if (wanted < 0 || wanted > 20) return;
      while (found.length - 2 > wanted) found.splice(-2, 1);
      while (found.length - 2 < wanted) {
        const length = (n) => Math.hypot(found[n + 1].x - found[n].x, found[n + 1].y - found[n].y);
        const longest = found.slice(1).reduce((best, _, n) => (length(n) > length(best) ? n : best), 0);
        const [from, to] = [found[longest], found[longest + 1]];
        found.splice(longest + 1, 0, { x: Math.round((from.x + to.x) / 2), y: Math.round((from.y + to.y) / 2) });
      }
      modeling.updateWaypoints(element, found);
    };
    const moved = (n, key, value) => modeling.updateWaypoints(element, points().map((point, m) => (m === n ? { ...point, [key]: value } : point)));
    const inner = element.waypoints.slice(1, -1).flatMap((_, n) => [
      measure(`bend-${n}-x`, word(`拐点 ${n + 1} 左边`, `Bend ${n + 1} from left`), () => points()[n + 1]?.x, (x) => moved(n + 1, "x", x)),
      measure(`bend-${n}-y`, word(`拐点 ${n + 1} 上边`, `Bend ${n + 1} from top`), () => points()[n + 1]?.y, (y) => moved(n + 1, "y", y)),
    ]);
    return [measure("bends", word("拐点个数", "Bend points"), () => element.waypoints.length - 2, many, 0), ...inner];
  }

  /** A name that stands beside its shape or flow. */
  labelPlace(element) {
    const { label } = element;
    if (!label) return [];
    const modeling = this.injector.get("modeling");
    const field = (key, text) => ({
      id: `label-${key}`, label: text, get: () => Math.round(label[key]), isEdited: isNumberFieldEntryEdited, component: Measure,
      set: (value) => modeling.moveElements([label], { x: 0, y: 0, [key]: value - label[key] }, label.parent),
    });
    return [field("x", word("文字左边", "Name from left")), field("y", word("文字上边", "Name from top"))];
  }

  place(element) {
    if (element.x === undefined) return [];
    const modeling = this.injector.get("modeling");
    const field = (key, label, set, minimum) => ({
      id: `position-${key}`, label, minimum, set, get: () => Math.round(element[key]), isEdited: isNumberFieldEntryEdited, component: Measure,
    });
    const fields = [
      field("x", word("左边", "Left"), (x) => modeling.moveElements([element], { x: x - element.x, y: 0 }, element.parent)),
      field("y", word("上边", "Top"), (y) => modeling.moveElements([element], { x: 0, y: y - element.y }, element.parent)),
    ];
    if (this.injector.get("rules").allowed("shape.resize", { shape: element })) {
      const resize = (change) => modeling.resizeShape(element, { x: element.x, y: element.y, width: element.width, height: element.height, ...change });
      fields.push(field("width", word("宽", "Width"), (width) => width >= 50 && resize({ width }), 50));
      fields.push(field("height", word("高", "Height"), (height) => height >= 50 && resize({ height }), 50));
    }
    return fields;
  }
}
OfficePanel.$inject = ["propertiesPanel", "injector", "config.choices"];

export const officePanel = { __init__: ["officePanel"], officePanel: ["type", OfficePanel] };
