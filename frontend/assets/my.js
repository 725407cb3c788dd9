// One's own petitions and what one follows: the phone, the code that was sent to it, the lists. A browser that has proved the phone sees the list at once.
import { call, Refusal } from "./api.js";
import { clearErrors, showErrors } from "./errors.js";

const ask = document.getElementById("ask");
const prove = document.getElementById("prove");
const list = document.getElementById("mine");
const words = JSON.parse(ask.dataset.words);
const moment = new Intl.DateTimeFormat(words.language === "en" ? "en-GB" : "zh-CN", {
  timeZone: "Asia/Shanghai", year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});
const ENDING = 4; // digits of a number that say which it is, and not whose
let busy = false;

function only(shown) {
  for (const each of [ask, prove, list]) each.hidden = each !== shown;
}

function refused(form, problem) {
  const known = problem instanceof Refusal;
  const faults = known ? Object.entries(problem.fields).map(([name, fault]) => [name, fault.message]) : [];
  showErrors(form, faults.length ? faults : [["", (known && problem.message) || words.failed]], words);
}

function element(name, attributes, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
}

function panel(each) {
  const about = [each.category_name, each.place_name].filter(Boolean).join(" · ");
  const button = element("button", { className: "quiet", type: "button" }, words.see, element("span", { className: "unseen" }, ` ${each.number_shown}`));
  button.addEventListener("click", () => once(list, button, async () => {
    await call("POST", "/api/mine/visits", { body: { number: each.number } });
    location.assign(`/p/status?lang=${words.language}`);
  }));
  const number = about ? [element("br"), element("span", { className: "note" }, `${words.number} ${each.number_shown}`)] : [];
  return element("div", { className: "panel" }, element("p", { className: "note" }, moment.format(new Date(each.submitted_at))), element("h2", {}, about || each.number_shown),
    element("p", {}, element("strong", {}, each.status_text), ...number), button);
}

function followedPanel(each) {
  const link = element("a", { href: `/public/petitions/${each.number}?lang=${words.language}` }, each.number_shown);
  const button = element("button", { className: "quiet", type: "button" }, words.stop, element("span", { className: "unseen" }, ` ${each.number_shown}`));
  button.addEventListener("click", () => once(list, button, async () => {
    show(await call("POST", "/api/mine/stops", { body: { number: each.number } }));
    document.querySelector("h1").focus();
  }));
  return element("div", { className: "panel" }, element("h3", {}, [each.category_name || words.petition, each.street_name].filter(Boolean).join(" · ")),
    element("p", {}, each.status_text, element("br"), link), button);
}

function show({ items, followed }) {
  const own = items.length ? items.map(panel) : [element("p", {}, words.none)];
  const others = followed.length ? [element("h2", {}, words.followed), ...followed.map(followedPanel)] : [];
  list.replaceChildren(...own, ...others);
  only(list);
}

async function once(form, button, work) {
  if (busy) return;
  busy = true;
  button.setAttribute("aria-disabled", "true");
  clearErrors(form);
  try {
    await work();
  } catch (problem) {
    if (problem.code === "proof_over") only(ask);
    refused(problem.code === "proof_over" ? ask : form, problem);
  } finally {
    busy = false;
    button.removeAttribute("aria-disabled");
  }
}

function onSubmit(form, work) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    once(form, form.querySelector("button[type=submit]"), work);
  });
}

onSubmit(ask, async () => {
  const phone = ask.elements.phone.value;
  await call("POST", "/api/codes", { body: { phone } });
  prove.reset();
  document.querySelector("#sent p").textContent = words.sent.replace("{ending}", phone.replace(/\D/g, "").slice(-ENDING));
  only(prove);
  prove.elements.code.focus();
});
onSubmit(prove, async () => {
  show(await call("POST", "/api/codes/verification", { body: { code: prove.elements.code.value } }));
  document.querySelector("h1").focus();
});
document.getElementById("another").addEventListener("click", () => { only(ask); ask.elements.phone.focus(); });
call("GET", "/api/mine").then(show, () => {});
