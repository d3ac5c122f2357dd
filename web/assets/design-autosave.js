// Pages of the workbench that are forms: what is typed is saved, what the check says of it follows; and a form's preview.
import "./editors/editors.css";
import { Autosave } from "./editors/autosave.js";
import { preview } from "./editors/preview.js";

const saved = document.querySelectorAll("form[data-autosave]");
for (const form of saved) new Autosave(form);
if (!saved.length) for (const form of document.forms) Autosave.guard(form);
preview();
