// What the page asks the server: one function for reading, one for sending; refusals come back as sentences.
import { chinese, word } from "./words.js";

export class Refusal extends Error {
  constructor(status, details) {
    super((chinese ? details.zh : details.en) || word("服务器没有接受。", "The server did not accept it."));
    this.status = status;
    this.details = details;
  }
}

/** The server could not be asked: no network, or it is being restarted. */
export class Away extends Error {}

const answered = async (response) => {
  if (response.redirected || response.status === 401) throw new Refusal(401, { zh: "登录已失效。请在另一个标签页登录后再试，本页的修改不会丢失。", en: "You are signed out. Sign in in another tab and try again; nothing on this page is lost." });
  if (response.status === 502 || response.status === 503 || response.status === 504) throw new Away(String(response.status));
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  const content = isJson ? await response.json() : {};
  if (!response.ok) throw new Refusal(response.status, content);
  return content;
};

const reach = async (address, options) => {
  let response;
  try {
    response = await fetch(address, { ...options, headers: { Accept: "application/json" } });
  } catch (problem) {
    throw new Away(problem.message);
  }
  return answered(response);
};

export const makeOffice = ({ base, csrf }) => {
  let token = csrf;
  const post = (part, fields) => {
    const body = new FormData();
    body.append("csrf", token);
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    return reach(`${base}/${part}`, { method: "POST", body });
  };
  // Who signed in again in another tab has another token: the page itself tells it.
  const renew = async () => {
    const page = await fetch(base);
    const found = !page.redirected && new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[data-csrf]");
    const fresh = found && found.dataset.csrf !== token;
    if (fresh) token = found.dataset.csrf;
    return fresh;
  };
  return {
    read: (part) => reach(`${base}/${part}`, {}),
    send: async (part, fields) => {
      try {
        return await post(part, fields);
      } catch (problem) {
        if (!(problem instanceof Refusal) || problem.status !== 400 || !(await renew())) throw problem;
        return post(part, fields);
      }
    },
  };
};
