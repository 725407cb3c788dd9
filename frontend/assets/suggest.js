// While one types: which category the words may mean, whom to ring when they tell of danger, and that they hold a number. Loaded at the first letter.
import { call } from "./api.js";
import { danger } from "./danger.js";
import { hinting } from "./personal.js";

const PAUSE_MS = 400;

// As the function reads (domain/suggestions.py): small letters, one blank for anything that is neither letter nor sign.
export function plain(text) {
  return ` ${text.toLowerCase().replace(/[^a-z0-9\u4e00-\u9fff]+/g, " ")} `;
}

export function suggested(text, known) {
  const read = plain(text);
  const weigh = ({ words }) => Object.entries(words).reduce((sum, [word, weight]) => (read.includes(word) ? sum + weight : sum), 0);
  const scored = known.categories.map((each) => [weigh(each), each]).filter(([weight]) => weight >= known.least);
  return scored.sort(([one], [other]) => other - one).slice(0, known.most).map(([, each]) => each);
}

// With the names of its line: a code of six digits lies below those of four and two.
function lined({ categories }, { code }) {
  const names = new Map(categories.map((each) => [each.code, each.name]));
  const line = [2, 4, 6].filter((digits) => digits <= code.length).map((digits) => names.get(code.slice(0, digits)));
  return { code, name: [...new Set(line.filter(Boolean))].join(" › ") };
}

export function reading(field, words, { chosen, choose }) {
  const alarm = document.getElementById("danger");
  const box = document.getElementById("suggestions");
  const label = document.querySelector("label[for=category]");
  let known = null;
  let timer = 0;
  let warned = "";
  const hint = hinting(field, document.getElementById("personal"), words.personal);

  function warn() {
    const number = danger(field.value);
    if (number === warned) return;
    warned = number;
    alarm.querySelector("strong").textContent = number && words.ring.replace("{number}", number);
    alarm.hidden = !number;
    // Only for who is writing: nothing moves under a finger elsewhere.
    if (number && document.activeElement === field) alarm.scrollIntoView({ block: "nearest" });
  }

  function offer() {
    const offered = known && !chosen() ? suggested(field.value, known).map((each) => lined(known, each)) : [];
    box.hidden = !offered.length;
    box.querySelector(".choices").replaceChildren(...offered.map((each) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.textContent = each.name;
      button.addEventListener("click", () => {
        box.hidden = true;
        choose(each);
        label.tabIndex = -1; // no list opens by itself, and who cannot see is where it was put
        label.focus({ preventScroll: true });
      });
      return button;
    }));
  }

  function read() {
    warn();
    hint();
    clearTimeout(timer);
    timer = setTimeout(offer, PAUSE_MS);
  }

  call("GET", "/api/form/words").then((answer) => { known = answer; offer(); }).catch(() => { /* no suggestions without a network */ });
  field.addEventListener("input", read);
  read();
  return { offer };
}
