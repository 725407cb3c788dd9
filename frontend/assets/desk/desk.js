// The desk: signs in, and shows the screen that the address after # names.
import { call, Refusal } from "../api.js";
import { alarm, h, show, words } from "./page.js";
import { petitionScreen } from "./petition.js";
import { queueScreen } from "./queue.js";

let me = null;

function field(label, input, hint) {
  const said = hint ? h("p", { class: "hint", id: `${input.name}-hint` }, hint) : null;
  const described = hint ? { "aria-describedby": `${input.name}-hint` } : {};
  return h("div", { class: "field" }, h("label", { for: input.name }, label), said, h("input", { id: input.name, class: "short", ...input, ...described }));
}

// What was typed as login stays; password and code are typed anew.
function signInScreen(problem, login = "") {
  const form = h("form", { novalidate: true, onsubmit: signIn },
    field(words.login, { name: "login", type: "text", autocomplete: "username", value: login }),
    field(words.password, { name: "password", type: "password", autocomplete: "current-password" }),
    field(words.code, { name: "code", type: "text", autocomplete: "one-time-code", inputmode: "numeric" }, words.codeHint),
    h("button", { type: "submit" }, words.signIn));
  const said = problem ? alarm(h("p", {}, problem)) : null;
  show(words.signInTitle, said, form);
  said?.focus();
}

async function signIn(event) {
  event.preventDefault();
  const { login, password, code } = event.target.elements;
  try {
    const body = { login: login.value.trim(), password: password.value, code: code.value.replace(/\D/g, "") };
    await call("POST", "/api/desk/session", { body });
    me = await call("GET", "/api/desk/me");
    await route();
  } catch (problem) {
    signInScreen(problem instanceof Refusal ? problem.message : words.offline, login.value);
  }
}

async function signOut() {
  await call("DELETE", "/api/desk/session").catch(() => {});
  me = null;
  signInScreen();
}

async function route() {
  const [, screen, name] = location.hash.match(/^#(petition|unit|assist|street|district)\/([\w-]+)$/) ?? [];
  try {
    me ??= await call("GET", "/api/desk/me");
    if (screen === "petition") await petitionScreen(name);
    else await queueScreen(me, screen ?? "unit", name, signOut);
  } catch (problem) {
    // Without a session every answer is 401; 403 is told to somebody who is signed in.
    if (problem.status === 401) signInScreen(me ? words.signedOut : "");
    else if (problem instanceof Refusal) show(words.queue, alarm(h("p", {}, problem.message)), h("p", {}, h("a", { href: "#" }, words.back)));
    else show(words.queue, alarm(h("p", {}, words.offline)));
    if (problem.status === 401) me = null;
  }
}

addEventListener("hashchange", route);
route();
