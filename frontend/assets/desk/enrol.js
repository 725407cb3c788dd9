// Sets up password and second factor with the invitation that the address holds after #, which no server ever logs.
import { call, Refusal } from "../api.js";

const page = document.querySelector("#enrol");
const words = JSON.parse(page.dataset.words);
const steps = page.querySelector("#steps");
const problem = page.querySelector("#problem");
const token = decodeURIComponent(location.hash.slice(1));
const title = document.title;
let ticket = "";

function tell(said) {
  problem.replaceChildren(...said.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  problem.hidden = false;
  document.title = words.prefix + title;
  problem.focus();
}

function refusalWords(refusal) {
  if (!(refusal instanceof Refusal)) return [words.offline];
  const faults = Object.values(refusal.fields).map((fault) => fault.message);
  return faults.length ? faults : [refusal.message];
}

async function begin() {
  try {
    const begun = await call("POST", "/api/desk/enrolment", { body: { token } });
    ticket = begun.ticket;
    page.querySelector("#who").textContent = `${begun.login} (${begun.name})`;
    page.querySelector("#picture").replaceChildren(Object.assign(new Image(245, 245), { id: "qr", alt: words.picture, src: begun.qr }));
    page.querySelector("#secret").textContent = begun.secret.replace(/(.{4})(?=.)/g, "$1 ");
    steps.hidden = false;
  } catch (refusal) {
    tell(refusalWords(refusal));
  }
}

steps.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { password, code } = steps.elements;
  const body = { token, ticket, password: password.value, code: code.value.replace(/\D/g, "") };
  try {
    await call("POST", "/api/desk/enrolment/confirmation", { body });
    document.title = title;
    problem.hidden = true;
    steps.hidden = true;
    history.replaceState(null, "", location.pathname);
    const done = page.querySelector("#done");
    done.hidden = false;
    done.focus();
  } catch (refusal) {
    tell(refusalWords(refusal));
  }
});

begin();
