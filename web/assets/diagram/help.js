// `?`: the keys of the outline, the canvas and the page.
import { ask, make } from "./dom.js";
import { word } from "./words.js";

const KEYS = [
  [["大纲", "Outline"], [
    [["↑", "↓"], ["上一个、下一个元素", "previous, next element"]],
    [["←", "→"], ["收起、展开", "close, open"]],
    [["Enter"], ["到属性", "to its properties"]],
    [["F2"], ["改名", "rename"]],
    [["A"], ["后面加一步", "append a step"]],
    [["I"], ["在顺序流上插入一步", "insert a step on a flow"]],
    [["C"], ["连到另一个元素", "connect to another element"]],
    [["N"], ["新建", "make a new element"]],
    [["B"], ["加边界事件", "add a boundary event"]],
    [["T"], ["更改类型", "change the type"]],
    [["[", "]"], ["上移、下移一条泳道", "up, down one lane"]],
    [["Delete"], ["删除", "delete"]],
    [["Shift", "Space"], ["多选一个、少选一个", "choose one more, one less"]],
    [["Shift", "↑ ↓"], ["移动而不改变已选的", "move on and keep what is chosen"]],
  ]],
  [["画布", "Canvas"], [
    [["Ctrl", "F"], ["查找", "find"]],
    [["Ctrl", "C / X / V"], ["复制、剪切、粘贴", "copy, cut, paste"]],
    [["Ctrl", "A"], ["全选", "select all"]],
    [["↑ ↓ ← →"], ["移动选中的元素（Shift 加快）", "move what is selected (Shift: faster)"]],
    [["E"], ["改名", "edit the name"]],
    [["H", "L", "S", "C"], ["拖动、框选、增减空白、连线", "hand, lasso, space, connect"]],
    [["R", "N", "A"], ["更改类型、新建、后面添加", "change type, new, append"]],
    [["T"], ["令牌模拟", "token simulation"]],
  ]],
  [["全页", "Page"], [
    [["Ctrl", "S"], ["立即保存", "save now"]],
    [["Ctrl", "Z / Y"], ["撤销、重做", "undo, redo"]],
    [["?"], ["本说明", "this help"]],
  ]],
];

export const help = () =>
  ask(word("快捷键", "Keys"), make("div", { class: "diagram-help" }, KEYS.map(([title, keys]) => make("div", {}, make("h3", { class: "h5" }, word(...title)),
    make("dl", {}, keys.map(([names, told]) => [make("dt", {}, names.map((name) => [make("kbd", {}, name), " "])), make("dd", {}, word(...told))]).flat())))),
  [{ value: "ok", label: word("知道了", "OK"), main: true }]);
