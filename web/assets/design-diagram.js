// The page of a draft's diagram: canvas, outline, properties and findings; what it does is in diagram/.
import "camunda-bpmn-js/dist/assets/camunda-cloud-modeler.css";
import "bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css";
import "./diagram/diagram.css";
import { openDiagram } from "./diagram/workspace.js";

const place = document.getElementById("diagram-editor");
if (place) openDiagram(place);
