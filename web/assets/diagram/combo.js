// A field of the properties panel that offers choices and takes any text: an input with a list.
import { jsx, jsxs } from "@bpmn-io/properties-panel/preact/jsx-runtime";
import { useEffect, useRef } from "@bpmn-io/properties-panel/preact/hooks";

const Combo = ({ id, label, description, get, set, choices, element, disabled }) => {
  const stored = get(element) ?? "";
  // What is being typed belongs to the field until it is left; drawing the panel again must not touch it.
  const input = useRef();
  const shown = useRef();
  useEffect(() => {
    if (shown.current === element && document.activeElement === input.current) return;
    shown.current = element;
    input.current.value = stored;
  }, [stored, element]);
  const field = `bio-properties-panel-${id}`;
  const commit = (event) => {
    if (event.target.value !== stored) set(event.target.value);
  };
  return jsxs("div", {
    class: "bio-properties-panel-entry",
    "data-entry-id": id,
    children: [
      jsx("label", { for: field, class: "bio-properties-panel-label", children: label }),
      jsx("input", {
        id: field, name: id, class: "bio-properties-panel-input", list: `${field}-choices`, autocomplete: "off", spellcheck: false,
        ref: input, disabled, onChange: commit,
      }),
      jsx("datalist", {
        id: `${field}-choices`,
        children: choices.map(({ id: value_, name }) => jsx("option", { value: value_, children: name && name !== value_ ? name : undefined })),
      }),
      description ? jsx("div", { class: "bio-properties-panel-description", children: description }) : null,
    ],
  });
};

// The component is always the same function: another one at every drawing would take the field away under the pointer.
export const combo = (entry) => ({ ...entry, component: Combo });
