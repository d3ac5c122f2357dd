// An esbuild plugin for packages without a translation hook: English literals become calls of what sayIn() gives (saying.js), which answers in
// the page's language. A literal that is no longer in its file stops the build, so an upgrade cannot fall back to English unseen.
//
// chinese/*.literals.json: { "package/file.js": { "English": "中文" } }. The key is
//   the text of a quoted literal, of an attribute or of an element in a template, wherever in the file it stands, or
//   a whole template literal with its backticks ("`Function '${ fn.name }'`"); {0}, {1} in the Chinese are its values.
import { readFileSync, readdirSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
// Calls stand as marks until a file is done, so that no later literal is found inside them.
const MARK = "\u0001";
const call = (text) => `${MARK}${Buffer.from(text).toString("base64")}${MARK}`;
const called = (source) =>
  source.replace(new RegExp(`${MARK}([^${MARK}]*)${MARK}`, "g"), (_, text) => `__say(${JSON.stringify(Buffer.from(text, "base64").toString())})`);

// "x" in code: no key of an object, no import, no case. title="x" in a template: an attribute.
const replaceQuoted = (source, english) => {
  let found = 0;
  const single = `'${english.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;
  for (const literal of [JSON.stringify(english), single]) {
    const pattern = new RegExp(`(?<![{,]\\s*)${escaped(literal)}|(?<=[{,]\\s*)${escaped(literal)}(?!\\s*:)`, "g");
    source = source.replace(pattern, (match, at) => {
      const before = source.slice(Math.max(0, at - 12), at);
      if (/(?:from|import|require\(|case)\s*$/.test(before)) return match;
      found += 1;
      return /[a-z]=$/.test(before) && literal.startsWith('"') ? `"\${${call(english)}}"` : ` ${call(english)}`;
    });
  }
  return [source, found];
};

// >x< or "x ${…}" inside a template, or inside a quoted piece of HTML.
const replaceMarkup = (source, english) => {
  let found = 0;
  const word = escaped(english);
  const places = new RegExp(`(?<=[>\`}]\\s*|^\\s*)${word}(?=\\s*[<"\`$]|\\s*$)|(?<=")${word}(?=\\s*\\$\\{)`, "gm");
  const replaced = source.replace(places, (match, at) => {
    found += 1;
    const line = source.slice(source.lastIndexOf("\n", at) + 1, at);
    return (line.match(/'/g) ?? []).length % 2 && line.includes("'<") ? `' + ${call(english)} + '` : `\${${call(english)}}`;
  });
  return [replaced, found];
};

const templateOf = (key) => {
  const values = [];
  const text = key.slice(1, -1).replace(/\$\{([^}]*)\}/g, (_, value) => `{${values.push(value) - 1}}`);
  return { text, values };
};

const replaceTemplate = (source, key) => {
  const { text, values } = templateOf(key);
  const pieces = source.split(key);
  return [pieces.join(` __say(${[JSON.stringify(text), ...values].join(", ")})`), pieces.length - 1];
};

const replaceOne = (source, key) => {
  if (key.startsWith("`")) return replaceTemplate(source, key);
  const [marked, n] = replaceMarkup(source, key);
  const [all, m] = replaceQuoted(marked, key);
  return [all, n + m];
};

export const literals = (here) => {
  const files = new Map();
  const names = new Map();
  const everything = {}; // by file: one English word may mean two things in two packages
  for (const name of readdirSync(join(here, "chinese")).filter((each) => each.endsWith(".literals.json"))) {
    for (const [file, words] of Object.entries(JSON.parse(readFileSync(join(here, "chinese", name), "utf8")))) {
      const path = realpathSync(join(here, "node_modules", file));
      files.set(path, { ...files.get(path), ...words });
      everything[file] ??= {};
      for (const [key, zh] of Object.entries(words)) everything[file][key.startsWith("`") ? templateOf(key).text : key] = zh;
      names.set(path, file);
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
        for (const key of Object.keys(words)) {
          let found;
          [contents, found] = replaceOne(contents, key);
          if (!found) throw new Error(`${basename(path)} no longer says ${JSON.stringify(key)}: look what it says now and change chinese/*.literals.json`);
        }
        return { contents: `import { sayIn } from ${saying};\nconst __say = sayIn(${JSON.stringify(names.get(realpathSync(path)))});\n${called(contents)}`, loader: "js" };
      });
    },
  };
};
