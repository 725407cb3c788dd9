// Shows what is wrong as the pages rendered without script do: a summary that takes focus, and words beside each field.
const title = document.title;

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function describe(control, id, add) {
  const ids = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each && each !== id);
  if (add) ids.push(id);
  if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}

export function clearErrors(form) {
  document.title = title;
  document.querySelector(".error-summary")?.remove();
  for (const words of form.querySelectorAll(".field-error")) {
    const control = document.getElementById(words.id.replace(/-error$/, ""));
    describe(control, words.id, false);
    control.removeAttribute("aria-invalid");
    words.parentElement.classList.remove("wrong");
    words.remove();
  }
}

function showBeside(control, message, words) {
  const id = `${control.id}-error`;
  const error = element("p", { class: "field-error", id }, element("span", { class: "unseen" }, words.error), ` ${message}`);
  const field = control.closest(".field");
  field.classList.add("wrong");
  field.insertBefore(error, control.parentElement === field ? control : field.firstChild);
  describe(control, id, true);
  control.setAttribute("aria-invalid", "true");
}

// `faults`: [[id of the control, or "" when it is nobody's, words], ...]
export function showErrors(form, faults, words) {
  clearErrors(form);
  const list = element("ul", {});
  for (const [id, message] of faults) {
    const control = id && document.getElementById(id);
    list.append(element("li", {}, control ? element("a", { href: `#${id}` }, message) : message));
    if (control) showBeside(control, message, words);
  }
  list.addEventListener("click", (event) => {
    const control = document.getElementById(event.target.hash?.slice(1));
    if (!control) return;
    event.preventDefault();
    (control.closest(".field").querySelector("label") ?? control).scrollIntoView();
    control.focus({ preventScroll: true });
  });
  const heading = element("h2", { id: "error-title" }, words.summary);
  const summary = element("div", { class: "error-summary", role: "alert", tabindex: "-1", "aria-labelledby": "error-title" }, heading, list);
  document.querySelector("main").prepend(summary);
  document.title = `${words.prefix}${title}`;
  summary.focus();
}
