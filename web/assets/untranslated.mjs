// node untranslated.mjs: texts the diagram editor passes to translate() for which no dictionary has a Chinese word.
// To be read after an upgrade of its packages. The test that clicks through the editor is the judge: much of what stands here
// belongs to panels we leave out.
import { build } from "esbuild";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const bundled = async (code) =>
  (await build({
    stdin: { contents: code, resolveDir: here }, nodePaths: [join(here, "node_modules")], bundle: true, write: false, format: "esm",
    define: { document: '{"documentElement":{"lang":"zh"}}' }, loader: { ".svg": "text" }, logLevel: "error",
  })).outputFiles[0].text;

const editor = await bundled('import M from "camunda-bpmn-js/lib/camunda-cloud/Modeler"; import T from "bpmn-js-token-simulation"; export { M, T };');
const { translate } = await import(`data:text/javascript,${encodeURIComponent(await bundled('export { translate } from "./diagram/translation.js";'))}`);

const said = new Set([...editor.matchAll(/translate\w*\(\s*(["'])((?:\\.|(?!\1).)*)\1/g)].map(([, , text]) => text.replace(/\\(.)/g, "$1")));
const left = [...said].filter((text) => /[A-Za-z]{2}/.test(text) && translate(text) === text);
for (const text of left.sort()) console.log(text);
console.log(`${left.length} of ${said.size}`);
