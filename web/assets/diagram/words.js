// Words of our own in the page's language, side by side where they are used.
export const chinese = document.documentElement.lang.toLowerCase().startsWith("zh");

export const word = (zh, en) => (chinese ? zh : en);
