import { behaviourForm } from "/phones/behaviour.js";

const list = document.querySelector("#phones");
const everybody = document.querySelector("#everybody");
const said = document.querySelector("#said");
const REPORTED = { delivered: "送达 delivered", failed: "失败 failed", expired: "过期 expired" };
const COMING = { arrive: "短信在路上 on the way", reply: "回复在路上 reply on the way", receipt: "回执在路上 receipt on the way" };
const open = new Set();
let shown = "";

const added = () => JSON.parse(localStorage.getItem("phones") ?? "[]");

async function call(path, body) {
  const how = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`/phones/api/${path}`, how);
  said.textContent = answer.ok ? "" : "没有成功，请再试。 That did not work; try again.";
  return answer;
}

function words(body) {
  const line = document.createElement("span");
  for (const part of body.split(/(https?:\/\/[\w.:/?=&%-]+)/)) {
    if (/^https?:/.test(part)) {
      const link = document.createElement("a");
      link.href = part;
      link.textContent = part;
      line.append(link);
    } else line.append(part);
  }
  return line;
}

function message(each, reported) {
  const item = document.createElement("li");
  item.className = each.direction;
  const when = document.createElement("time");
  when.textContent = each.at;
  item.append(words(each.body), when);
  const state = reported[each.sms];
  if (state) {
    const mark = document.createElement("em");
    mark.textContent = REPORTED[state] ?? state;
    item.append(mark);
  }
  return item;
}

function replyForm(phone) {
  const form = document.createElement("form");
  const input = document.createElement("input");
  input.name = "body";
  input.setAttribute("aria-label", `回复 Reply ${phone}`);
  const button = document.createElement("button");
  button.textContent = "回复 Reply";
  form.append(input, button);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!input.value) return;
    await call("replies", { phone, body: input.value });
    input.value = "";
    refresh();
  });
  return form;
}

function settings(phone, told) {
  const own = told.behaviours[phone];
  const box = document.createElement("details");
  box.open = open.has(phone);
  box.addEventListener("toggle", () => (box.open ? open.add(phone) : open.delete(phone)));
  const title = document.createElement("summary");
  title.textContent = own ? "这部手机自己的设置 Treated by its own settings" : "与大家一样 Treated as everybody";
  const send = async (behaviour) => {
    await call("behaviours", { phone, behaviour });
    document.activeElement?.blur();
    refresh();
  };
  box.append(title, behaviourForm(own ?? told.behaviours[""], told, Boolean(own), send));
  return box;
}

function phone(each, told) {
  const box = document.createElement("section");
  const title = document.createElement("h2");
  title.textContent = each.phone;
  const coming = document.createElement("p");
  coming.className = "coming";
  const waiting = Object.entries(told.on_the_way[each.phone] ?? {});
  coming.textContent = waiting.map(([kind, number]) => `${COMING[kind]}: ${number}`).join(" · ");
  const messages = document.createElement("ol");
  messages.append(...each.messages.map((one) => message(one, told.reported)));
  box.append(title, replyForm(each.phone), coming, messages, settings(each.phone, told));
  return box;
}

// True while somebody types or chooses: what they do is not to be drawn away under their hands.
function busy() {
  const at = document.activeElement;
  return (at instanceof HTMLInputElement && at.name === "body" && at.value) || at?.closest?.("form.behaviour, #add") != null;
}

async function refresh() {
  const [phones, behaviours] = await Promise.all(
    ["phones", "behaviours"].map(async (path) => (await fetch(`/phones/api/${path}`)).text()),
  );
  if (phones + behaviours === shown || busy()) return;
  shown = phones + behaviours;
  const told = { ...JSON.parse(phones), ...JSON.parse(behaviours) };
  const known = new Set(told.phones.map((each) => each.phone));
  const all = [...told.phones, ...added().filter((each) => !known.has(each)).map((each) => ({ phone: each, messages: [] }))];
  document.querySelector("#none").hidden = all.length > 0;
  list.replaceChildren(...all.map((each) => phone(each, told)));
  everybody.querySelector("form")?.remove();
  everybody.append(
    behaviourForm(told.behaviours[""], told, false, async (behaviour) => {
      await call("behaviours", { phone: "", behaviour });
      document.activeElement?.blur();
      refresh();
    }),
  );
}

document.querySelector("#add").addEventListener("submit", (event) => {
  event.preventDefault();
  const input = event.target.elements.number;
  const digits = input.value.replace(/\D/g, "");
  if (!/^(86)?1\d{10}$/.test(digits)) {
    said.textContent = "请写11位手机号。 Write a mobile number of 11 digits.";
    return;
  }
  said.textContent = "";
  localStorage.setItem("phones", JSON.stringify([...new Set([...added(), `+86${digits.slice(-11)}`])]));
  input.value = "";
  document.activeElement?.blur(); // the button holds it, and what is in use is not drawn anew
  shown = "";
  refresh();
});

refresh();
setInterval(refresh, 2000);
