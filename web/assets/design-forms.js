// The page of a form on a canvas; what it does is in form/.
import "@bpmn-io/form-js-editor/dist/assets/form-js-editor.css";
import "@bpmn-io/form-js-editor/dist/assets/properties-panel.css";
import "@bpmn-io/form-js-viewer/dist/assets/form-js.css";
import "./form/form.css";
import { openForm } from "./form/canvas.js";

const place = document.getElementById("form-canvas");
if (place) openForm(place);
