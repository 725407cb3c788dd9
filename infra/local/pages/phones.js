const list = document.querySelector("#phones");
let shown = "";

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

function message(each) {
  const item = document.createElement("li");
  item.className = each.direction;
  const when = document.createElement("time");
  when.textContent = each.at;
  item.append(words(each.body), when);
  return item;
}

function phone(each) {
  const box = document.createElement("section");
  const title = document.createElement("h2");
  title.textContent = each.phone;
  const form = document.createElement("form");
  const input = document.createElement("input");
  input.name = "body";
  input.setAttribute("aria-label", `回复 Reply ${each.phone}`);
  const button = document.createElement("button");
  button.textContent = "回复 Reply";
  form.append(input, button);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!input.value) return;
    await fetch("/phones/api/replies", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ phone: each.phone, body: input.value }),
    });
    input.value = "";
    refresh();
  });
  const messages = document.createElement("ol");
  messages.append(...each.messages.map(message));
  box.append(title, form, messages);
  return box;
}

async function refresh() {
  const answer = await fetch("/phones/api/phones");
  const text = await answer.text();
  const typing = document.activeElement instanceof HTMLInputElement && document.activeElement.value;
  if (text === shown || typing) return;
  shown = text;
  const phones = JSON.parse(text).phones;
  document.querySelector("#none").hidden = phones.length > 0;
  list.replaceChildren(...phones.map(phone));
}

refresh();
setInterval(refresh, 2000);
