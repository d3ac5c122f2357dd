// A field of the properties panel that offers choices and takes any text: an input with a list.
import { jsx, jsxs } from "@bpmn-io/properties-panel/preact/jsx-runtime";
import { useEffect, useState } from "@bpmn-io/properties-panel/preact/hooks";

const Combo = ({ id, label, description, get, set, choices, element, disabled }) => {
  const stored = get(element) ?? "";
  const [value, setValue] = useState(stored);
  useEffect(() => setValue(stored), [stored, element]);
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
        value, disabled, onInput: (event) => setValue(event.target.value), onChange: commit,
      }),
      jsx("datalist", {
        id: `${field}-choices`,
        children: choices.map(({ id: value_, name }) => jsx("option", { value: value_, children: name && name !== value_ ? name : undefined })),
      }),
      description ? jsx("div", { class: "bio-properties-panel-description", children: description }) : null,
    ],
  });
};

export const combo = (entry) => ({ ...entry, component: (props) => jsx(Combo, { ...entry, ...props }) });
