// The diagram as a list somebody can read: each pool, its lanes, its steps in the order of the flow, with what hangs on them.
import { isAny, is } from "bpmn-js/lib/util/ModelUtil";

const byPlace = (a, b) => a.x - b.x || a.y - b.y;
const FLOW_NODES = ["bpmn:FlowNode"];

/** Steps of one scope from its starts along the flows, one branch after the other; then what no flow leads to. */
export const inOrder = (nodes) => {
  const here = new Set(nodes);
  const seen = new Set();
  const order = [];
  const visit = (node) => {
    if (!here.has(node) || seen.has(node)) return;
    seen.add(node);
    order.push(node);
    // What an event at its edge leads to is read before the way goes on.
    for (const reaction of node.attachers ?? []) for (const flow of reaction.outgoing) visit(flow.target);
    const onward = node.outgoing.filter((each) => is(each, "bpmn:SequenceFlow"));
    const first = onward.find((each) => node.businessObject.default === each.businessObject);
    for (const flow of first ? [first, ...onward.filter((each) => each !== first)] : onward) visit(flow.target);
  };
  const starts = nodes.filter((each) => !each.incoming.some((flow) => is(flow, "bpmn:SequenceFlow")));
  for (const node of [...starts.sort(byPlace), ...nodes.slice().sort(byPlace)]) visit(node);
  return order;
};

const entry = (element, children = []) => ({ element, children });

const step = (node) => {
  const inside = node.children?.length ? scope(node) : [];
  const reactions = (node.attachers ?? []).filter((each) => is(each, "bpmn:BoundaryEvent")).sort(byPlace).map(step);
  const flows = node.outgoing.filter((each) => isAny(each, ["bpmn:SequenceFlow", "bpmn:MessageFlow", "bpmn:Association"])).map((each) => entry(each));
  return entry(node, [...inside, ...reactions, ...flows]);
};

const lanes = (parent) =>
  parent.children.filter((each) => is(each, "bpmn:Lane")).sort((a, b) => a.y - b.y).map((lane) => entry(lane, lanes(lane)));

const scope = (parent) => {
  const shapes = parent.children.filter((each) => !each.waypoints && !each.labelTarget);
  const nodes = shapes.filter((each) => isAny(each, FLOW_NODES) && !is(each, "bpmn:BoundaryEvent"));
  const rest = shapes.filter((each) => !isAny(each, [...FLOW_NODES, "bpmn:Lane", "bpmn:Participant"])).sort(byPlace);
  return [...lanes(parent), ...inOrder(nodes).map(step), ...rest.map(step)];
};

/** The tree of what is on the canvas; the root is the process or the collaboration. */
export const readingOrder = (root) => {
  const pools = root.children.filter((each) => is(each, "bpmn:Participant")).sort((a, b) => a.y - b.y);
  return entry(root, [...pools.map((pool) => entry(pool, [...scope(pool), ...pool.outgoing.map((flow) => entry(flow))])), ...scope(root)]);
};
