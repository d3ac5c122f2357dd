// Pages of the workbench that are forms: what is typed is saved, what the check says of it follows.
import "./editors/editors.css";
import { Autosave } from "./editors/autosave.js";

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
