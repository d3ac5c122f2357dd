// The words of packages without a translation hook, in the page's language (literals.mjs puts the calls in at build time).
import words from "banjie:literals";

const chinese = document.documentElement.lang.toLowerCase().startsWith("zh");

export const say = (english) => (chinese ? (words[english] ?? english) : english);
