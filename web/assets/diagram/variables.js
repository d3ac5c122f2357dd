// The FEEL editor knows the data: fields of the draft's forms and start values of its settings.
import { VariableProvider } from "@bpmn-io/variable-resolver";
import { getBusinessObject, is } from "bpmn-js/lib/util/ModelUtil";
import { word } from "./words.js";

const TYPES = {
  textfield: ["文本", "text"], textarea: ["文本", "text"], select: ["选项", "choice"], radio: ["选项", "choice"], number: ["数字", "number"],
  datetime: ["日期", "date"], checkbox: ["是否", "yes or no"], checklist: ["列表", "list"], taglist: ["列表", "list"],
  dynamiclist: ["列表", "list"], filepicker: ["附件", "files"], expression: ["公式", "formula"],
};
const ALWAYS = [
  ["starter", ["发起人", "who started it"]], ["starter_name", ["发起人姓名", "the starter's name"]],
  ["drafter_unit", ["起草单位", "the starter's unit"]], ["instance_number", ["事项编号", "the matter's number"]],
];

// Kinds the resolver works out of expressions by itself.
const WORKED_OUT = {
  Null: ["空", "nothing"], Any: ["数据", "data"], Context: ["一组数据", "context"], List: ["列表", "list"], String: ["文本", "text"],
  Number: ["数字", "number"], Boolean: ["是否", "yes or no"],
};
const inWords = (variables) =>
  variables?.map((each) => ({
    ...each,
    detail: WORKED_OUT[each.detail] ? word(...WORKED_OUT[each.detail]) : each.detail,
    entries: Array.isArray(each.entries) ? inWords(each.entries) : each.entries,
  }));

class DataFields extends VariableProvider {
  constructor(variableResolver, config) {
    super(variableResolver);
    this.choices = config;
    const found = variableResolver.getVariablesForElement.bind(variableResolver);
    variableResolver.getVariablesForElement = async (...asked) => inWords(await found(...asked));
  }

  getVariables(element) {
    const bo = getBusinessObject(element);
    if (!is(bo, "bpmn:Process") && !is(bo, "bpmn:Participant")) return [];
    const scope = is(bo, "bpmn:Participant") ? bo.processRef : bo;
    const of = (name, info, kind) => ({ name, info, type: word(...(TYPES[kind] ?? ["数据", "data"])), scope, origin: [scope] });
    return [
      ...this.choices.variables.map(({ name, label, form, kind }) =>
        of(name, [label, form && word(`表单 ${form}`, `form ${form}`)].filter(Boolean).join(" · "), kind)),
      ...ALWAYS.map(([name, info]) => of(name, word(...info))),
    ];
  }
}
DataFields.$inject = ["variableResolver", "config.choices"];

export const dataFields = { __init__: ["dataFields"], dataFields: ["type", DataFields] };
