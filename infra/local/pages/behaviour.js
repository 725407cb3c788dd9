// The form of a phone's behaviour: how the carrier treats its messages and replies.

const WORDS = {
  answer: "运营商的回答 The carrier answers",
  receipt: "回执 Its receipt says",
  receipt_delay: "回执晚几秒 Receipt late by (s)",
  delay: "短信和回复晚几秒 Messages and replies late by (s)",
  loss: "丢失百分比 Lost (%)",
  doubled: "送两遍 Everything comes twice",
};
const VALUES = {
  taken: "收下 takes it", throttled: "太快 throttled", refused_number: "拒绝号码 refuses the number",
  template_refused: "拒绝模板 refuses the template", opted_out: "已退订 opted out", silent: "收下不答 takes it, says nothing",
  none: "无 none", delivered: "送达 delivered", failed: "失败 failed", expired: "过期 expired", UNHEARD_OF: "没见过的代码 a code nobody knows",
};
const MOST = { loss: 100, delay: 2592000, receipt_delay: 2592000 };
let serial = 0;

function field(name, value, choices) {
  const row = document.createElement("p");
  const label = document.createElement("label");
  const input = document.createElement(choices ? "select" : "input");
  input.name = name;
  input.id = label.htmlFor = `${name}-${serial++}`;
  label.textContent = WORDS[name];
  if (choices) {
    input.append(...choices.map((each) => new Option(VALUES[each] ?? each, each, false, each === value)));
  } else if (typeof value === "boolean") {
    input.type = "checkbox";
    input.checked = value;
  } else {
    Object.assign(input, { type: "number", min: 0, max: MOST[name], value });
  }
  row.append(label, input);
  return row;
}

function read(form) {
  const asked = {};
  for (const input of form.elements) {
    if (!input.name) continue;
    if (input.type === "checkbox") asked[input.name] = input.checked;
    else asked[input.name] = input.type === "number" ? Number(input.value) : input.value;
  }
  return asked;
}

// A form that says with `send` how the phone is to be treated; null is "as everybody".
export function behaviourForm(held, choices, own, send) {
  const form = document.createElement("form");
  form.className = "behaviour";
  for (const [name, value] of Object.entries(held)) {
    form.append(field(name, value, { answer: choices.answers, receipt: choices.receipts }[name]));
  }
  const keep = document.createElement("button");
  keep.textContent = "记下 Keep";
  form.append(keep);
  if (own) {
    const back = document.createElement("button");
    back.type = "button";
    back.textContent = "与大家一样 As everybody";
    back.addEventListener("click", () => send(null));
    form.append(back);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(read(form));
  });
  return form;
}
