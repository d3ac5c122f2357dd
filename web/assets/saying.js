// The words of packages without a translation hook, in the page's language (literals.mjs puts the calls in at build time).
import words from "banjie:literals";

const chinese = document.documentElement.lang.toLowerCase().startsWith("zh");

export const sayIn = (file) => (english, ...values) =>
  (chinese ? (words[file]?.[english] ?? english) : english).replace(/\{(\d)\}/g, (whole, n) => (n in values ? String(values[n]) : whole));
