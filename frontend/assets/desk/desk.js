// The desk: signs in, and shows the screen that the address after # names.
import { call, Refusal } from "../api.js";
import { alarm, h, show, words } from "./page.js";
import { petitionScreen } from "./petition.js";
import { queueScreen } from "./queue.js";

let me = null;

function field(name, label, type, autocomplete) {
  return h("div", { class: "field" }, h("label", { for: name }, label), h("input", { id: name, name, type, autocomplete, class: "short", ...(name === "code" ? { inputmode: "numeric" } : {}) }));
}

function signInScreen(problem) {
  const form = h("form", { novalidate: true, onsubmit: signIn },
    field("login", words.login, "text", "username"), field("password", words.password, "password", "current-password"),
    field("code", words.code, "text", "one-time-code"), h("p", { class: "hint" }, words.codeHint),
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
    signInScreen(problem instanceof Refusal ? problem.message : words.offline);
  }
}

async function signOut() {
  await call("DELETE", "/api/desk/session").catch(() => {});
  me = null;
  signInScreen();
}

async function route() {
  const [, screen, name] = location.hash.match(/^#(petition|unit|street|district)\/([\w-]+)$/) ?? [];
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
