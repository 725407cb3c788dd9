// One way to speak to the API. A refusal is thrown as the API's own {code, message, fields, ...} with its status.
import { newKey } from "./kept.js";

export class Refusal extends Error {
  constructor(status, answer) {
    super(answer.message);
    Object.assign(this, { fields: {} }, answer, { status });
  }
}

// True when it may have arrived, or may yet: then only a further try with the same key is right.
export function undecided(problem) {
  return !(problem instanceof Refusal) || problem.status >= 500 || problem.status === 429;
}

const language = document.documentElement.lang.startsWith("en") ? "en" : "zh";
// Leads from this visit of the page, through the logs, to the SMS that it caused.
const correlation = newKey();

// With `tagged` the answer comes as {answer, tag}; {answer: null} says that what the tag names still stands.
export async function call(method, path, { body, headers = {}, seconds = 30, tagged = false } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), seconds * 1000);
  try {
    const response = await fetch(`${path}${path.includes("?") ? "&" : "?"}lang=${language}`, {
      method,
      signal: stop.signal,
      headers: { "Nuannan-Request": "1", "Nuannan-Correlation": correlation, ...(body ? { "Content-Type": "application/json" } : {}), ...headers },
      body: body && JSON.stringify(body),
    });
    const tag = response.headers.get("ETag");
    if (response.status === 304) return { answer: null, tag };
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Refusal(response.status, answer);
    return tagged ? { answer, tag } : answer;
  } finally {
    clearTimeout(timer);
  }
}
