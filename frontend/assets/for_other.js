// What becomes of a petition that was reported for somebody else: how they are reached, who has it, and by when.
import { copying } from "./copy.js";
import { words } from "./map_words.js";

const language = document.documentElement.lang === "en" ? "en-GB" : "zh-CN";
const moment = (at) => new Date(at).toLocaleString(language, { timeZone: "Asia/Shanghai", dateStyle: "full", timeStyle: "short" });

function made(name, text) {
  const one = document.createElement(name);
  one.textContent = text;
  return one;
}

// The number that is to be passed on can be copied where it stands.
function offerCopy(number) {
  if (number.nextElementSibling?.className === "copying") return;
  const part = Object.assign(made("p", ""), { className: "copying" });
  const button = Object.assign(made("button", words.copy), { type: "button", className: "quiet small" });
  const state = made("span", "");
  state.setAttribute("role", "status");
  Object.assign(state.dataset, { copied: words.copied, marked: words.marked });
  part.append(button, " ", state);
  number.after(part);
  copying(part, number);
}

// `said`: what was sent. Only a unit that has it has dates; until then the command centre looks for one.
export function toldOther(place, receipt, said) {
  offerCopy(place.closest(".good").querySelector(".number"));
  const how = made("p", said.phone ? words.reached : words.noPhone);
  if (!receipt.response_due) return place.replaceChildren(how, made("p", words.finding));
  const facts = made("dl", "");
  facts.className = "facts";
  const rows = [[words.who, receipt.unit_name], [words.takenOn, moment(receipt.response_due)]];
  if (receipt.deadline) rows.push([words.done, moment(receipt.deadline)]);
  facts.append(...rows.flatMap(([name, value]) => [made("dt", name), made("dd", value)]));
  return place.replaceChildren(how, facts);
}
