// What a group of the properties panel is for, by the id of the group, in an office's words.
import { word } from "./words.js";

const told = {
  multiInstance: ["对列表中的每一项各办一次：会签、传阅。结果列表按原来的顺序。", "Done once for each item of a list: countersign, circulate. Results keep the order of the list."],
  assignmentDefinition: ["写 FEEL 表达式，例如 =[\"unit-head@\" + unit]。固定的角色、人员在“办公设置”中选。", "FEEL expressions, e.g. =[\"unit-head@\" + unit]. Fixed roles and people are chosen under Office."],
  condition: ["写 FEEL 条件，例如 =金额 > 50000。结果必须是真或假。", "A FEEL condition, e.g. =amount > 50000; it must be true or false."],
  inputs: ["进入环节时算好的数据，只在环节内可见。", "Data worked out when the step begins, seen only inside it."],
  outputs: ["环节完成时写回流程的数据；写了输出映射，只有其中的数据写回。", "Data written back when the step is done; with output mappings nothing else is."],
  timer: ["时刻、时长或周期；可以写 FEEL，例如 =due(term(\"cosign\", urgency), now())。", "A date, duration or cycle; FEEL works, e.g. =due(term(\"cosign\", urgency), now())."],
  message: ["等待或发送的消息；对应依据用来找到是哪一件事项的消息。", "The message waited for or sent; the correlation key tells which matter's it is."],
  error: ["错误的代码；边界事件按代码捕获。", "The code of the error; boundary events catch it by code."],
  script: ["FEEL 公式，结果存入变量。", "A FEEL formula whose result goes to a variable."],
};

export const tooltips = Object.fromEntries(Object.entries(told).map(([group, words]) => [`group-${group}`, () => word(...words)]));
