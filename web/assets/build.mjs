// Bundles styles, scripts and icons into web/static/dist (git-ignored) and writes manifest.json: logical name -> hashed file.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { literals } from "./literals.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../static/dist");
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const common = {
  absWorkingDir: here,
  outdir: out,
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  metafile: true,
  target: ["es2022", "chrome100"],
  charset: "utf8",
  legalComments: "linked",
  define: { "process.env.NODE_ENV": '"production"' },
  loader: { ".woff2": "file", ".woff": "file", ".ttf": "file", ".eot": "file", ".svg": "dataurl", ".png": "dataurl", ".gif": "dataurl" },
  nodePaths: [join(here, "node_modules")],
  logLevel: "warning",
};
// Every page has app.js. The workbench's pages have one module each, design-<noun>.js, and share chunks (<script type="module">);
// the styles such a module imports come out as design-<noun>.css.
const workbench = readdirSync(here).filter((name) => /^design-[a-z-]+\.(js|css)$/.test(name));
const results = await Promise.all([
  build({ ...common, entryPoints: ["app.js", "app.css"] }),
  workbench.length ? build({ ...common, entryPoints: workbench, format: "esm", splitting: true, plugins: [literals(here)] }) : null,
]);

// Only icons a page really names are shipped: icon("inbox") in web/pages.
const pages = join(here, "../pages");
const used = new Set();
for (const entry of readdirSync(pages, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const text = readFileSync(join(entry.parentPath ?? entry.path, entry.name), "utf8");
  for (const [, name] of text.matchAll(/\bicon\(["']([a-z0-9-]+)["']/g)) used.add(name);
}
const symbols = [...used].sort().map((name) => {
  const svg = readFileSync(join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`), "utf8");
  const body = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${body.replace(/\s*\n\s*/g, "")}</symbol>`;
});
const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
const spriteName = `icons-${createHash("sha256").update(sprite).digest("hex").slice(0, 8)}.svg`;
writeFileSync(join(out, spriteName), sprite);

const manifest = { "icons.svg": spriteName };
const add = (name, file) => {
  if (manifest[name]) throw new Error(`${name} comes from two places: let the .js import the .css, or name it otherwise`);
  manifest[name] = file;
};
const outputs = results.filter(Boolean).flatMap((result) => Object.entries(result.metafile.outputs));
for (const [file, meta] of outputs) {
  if (meta.entryPoint) add(basename(meta.entryPoint), basename(file));
  if (meta.entryPoint && meta.cssBundle) add(basename(meta.entryPoint).replace(/\.js$/, ".css"), basename(meta.cssBundle));
}
const entries = Object.keys(manifest).length;
// Chunks and fonts are named by nobody but other bundles; they stand here because what the manifest names may be kept for ever.
const named = new Set(Object.values(manifest));
for (const [file] of outputs) if (!named.has(basename(file)) && !file.endsWith(".LEGAL.txt")) add(basename(file), basename(file));
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
console.log(`web/static/dist: ${Object.values(manifest).slice(0, entries).join(", ")}; ${used.size} icons`);
