// Makes elements, and knows the desk's words. Text is always set as text, never as markup.
export const words = JSON.parse(document.getElementById("desk").dataset.words);
const locale = document.documentElement.lang === "en" ? "en-GB" : "zh-CN";

export function h(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child != null && child !== false));
  return made;
}

// Puts a new screen in place: focus goes to its heading, so that a keyboard or a screen reader starts there.
export function show(title, ...content) {
  const heading = h("h1", { tabindex: "-1" }, title);
  document.getElementById("desk").replaceChildren(heading, ...content.filter(Boolean));
  document.title = `${title} - ${words.desk}`;
  heading.focus();
  scrollTo(0, 0);
}

export function alarm(...content) {
  return h("div", { class: "alarm", role: "alert", tabindex: "-1" }, ...content);
}

const moments = new Intl.DateTimeFormat(locale, {
  timeZone: "Asia/Shanghai", year: "numeric", month: "short", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

export function moment(iso) {
  return iso ? h("time", { datetime: iso }, moments.format(new Date(iso))) : "";
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// How long until a deadline, against the server's clock (the local stage's can be moved).
export function countdown(iso, now) {
  const minutes = Math.round((new Date(iso) - new Date(now)) / 60000);
  const size = Math.abs(minutes);
  const span = size < 60 ? fill(words.minutes, { n: size })
    : size < 2880 ? fill(words.hours, { n: Math.floor(size / 60) })
      : fill(words.days, { n: Math.floor(size / 1440) });
  return fill(minutes < 0 ? words.late : words.left, { span });
}

export function shownNumber(number) {
  return number.replace(/^(\d{4})(\d{4})(\d{3})(\d{3})$/, "$1-$2-$3-$4");
}
