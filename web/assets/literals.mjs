// An esbuild plugin for packages without a translation hook: quoted English literals become calls of say() (saying.js), which
// answers in the page's language. A literal that is no longer in its file stops the build, so an upgrade cannot fall back
// to English unseen. chinese/*.literals.json: { "package/file.js": { "English literal": "中文" } }.
import { readFileSync, readdirSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";

const quoted = (text) => [JSON.stringify(text), `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`];

// A quoted text that is no key of an object (`"x": 1`), no import source and no part of a longer text.
const replaceLiteral = (source, english) => {
  let found = 0;
  for (const literal of quoted(english)) {
    const escaped = literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    source = source.replace(new RegExp(`(?<![{,]\\s*)${escaped}|(?<=[{,]\\s*)${escaped}(?!\\s*:)`, "g"), (match, at) => {
      if (/(?:from|import|require\(|case)\s*$/.test(source.slice(Math.max(0, at - 12), at))) return match;
      found += 1;
      return ` __say(${JSON.stringify(english)})`;
    });
  }
  return [source, found];
};

export const literals = (here) => {
  const files = new Map();
  const everything = {};
  for (const name of readdirSync(join(here, "chinese")).filter((each) => each.endsWith(".literals.json"))) {
    for (const [file, words] of Object.entries(JSON.parse(readFileSync(join(here, "chinese", name), "utf8")))) {
      const path = realpathSync(join(here, "node_modules", file));
      files.set(path, { ...files.get(path), ...words });
      Object.assign(everything, words);
    }
  }
  const saying = JSON.stringify(join(here, "saying.js"));
  return {
    name: "literals",
    setup(build) {
      build.onResolve({ filter: /^banjie:literals$/ }, () => ({ path: "literals", namespace: "banjie" }));
      build.onLoad({ filter: /.*/, namespace: "banjie" }, () => ({ contents: JSON.stringify(everything), loader: "json" }));
      build.onLoad({ filter: /[\\/]node_modules[\\/].*\.m?js$/ }, ({ path }) => {
        const words = files.get(realpathSync(path));
        if (!words) return null;
        let contents = readFileSync(path, "utf8");
        for (const english of Object.keys(words)) {
          let found;
          [contents, found] = replaceLiteral(contents, english);
          if (!found) throw new Error(`${basename(path)} no longer says ${JSON.stringify(english)}: look what it says now and change chinese/*.literals.json`);
        }
        return { contents: `import { say as __say } from ${saying};\n${contents}`, loader: "js" };
      });
    },
  };
};
