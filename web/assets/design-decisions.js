// The page of a decision file on a canvas; what it does is in decision/.
import "camunda-dmn-js/dist/assets/camunda-cloud-modeler.css";
import "./decision/decision.css";
import { openDecision } from "./decision/canvas.js";

const place = document.getElementById("decision-canvas");
if (place) openDecision(place);
