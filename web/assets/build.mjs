// Bundles styles, scripts and icons into web/static/dist (git-ignored) and writes manifest.json: logical name -> hashed file.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../static/dist");
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const result = await build({
  absWorkingDir: here,
  entryPoints: ["app.js", "app.css"],
  outdir: out,
  entryNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  metafile: true,
  target: ["es2022", "chrome100"],
  charset: "utf8",
  legalComments: "linked",
  nodePaths: [join(here, "node_modules")],
  logLevel: "warning",
});

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
for (const [file, meta] of Object.entries(result.metafile.outputs)) {
  if (meta.entryPoint) manifest[basename(meta.entryPoint)] = basename(file);
}
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
console.log(`web/static/dist: ${Object.values(manifest).join(", ")}; ${used.size} icons`);
