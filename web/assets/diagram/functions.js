// Functions an expression may use: the standard ones, then the office's (engine/words.py OFFICE_FUNCTIONS and those of one word).
import { feelBuiltins } from "@camunda/feel-builtins";
import { chinese, word } from "./words.js";

// The standard functions' notes exist in English only; a Chinese page shows their names and parameters, and docs/feel.zh.md explains them.
const standard = chinese ? feelBuiltins.map(({ info, ...rest }) => rest) : feelBuiltins;

const make = (name, params, zh, en) => ({
  name, type: "function", params: params.map((each) => ({ name: each })), info: word(zh, en),
});

export const OFFICE = [
  make("due", ["term", "start"], "从某时起按期限算出的到期时刻，如 due(\"2 WD\", now())", "When a term that starts then ends, e.g. due(\"2 WD\", now())"),
  make("term", ["step", "urgency"], "设置中该环节按紧急程度的期限", "The term of a step by urgency, from the settings"),
  make("workdays after", ["day", "n"], "某日之后第 n 个工作日", "The n-th working day after a day"),
  make("workdays before", ["day", "n"], "某日之前第 n 个工作日", "The n-th working day before a day"),
  make("workdays left", ["today", "until"], "到某日还有几个工作日", "Working days left until a day"),
  make("calendar days after", ["day", "n"], "某日之后第 n 个自然日", "The n-th calendar day after a day"),
  make("working hours after", ["start", "hours"], "某时之后若干办公小时", "So many office hours after a moment"),
  make("natural hours after", ["start", "hours"], "某时之后若干小时", "So many hours after a moment"),
  make("office hours between", ["start", "end"], "两个时刻之间的办公小时数", "Office hours between two moments"),
  make("leader in charge", ["of"], "某单位的分管领导", "The leader in charge of a unit"),
  make("deputy in charge", ["of"], "某单位的联系副主任", "The deputy in charge of a unit"),
  make("lead of", ["topic"], "某事项的牵头单位", "The unit that leads a topic"),
  make("holders", ["role"], "担任某角色的人", "Who holds a role"),
  make("unit of", ["person"], "某人的单位", "The unit of a person"),
  make("unit kind", ["unit"], "单位的种类", "The kind of a unit"),
];

export const builtins = [...standard, ...OFFICE];
