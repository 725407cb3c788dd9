// What no tool sees: measured as the page is drawn. Called with {text, target} in pixels and {line} in parts of the text; gives [rule, element] pairs.
({ text, target, line }) => {
  const found = [];
  const name = (each) => each.outerHTML.slice(0, 90);
  const tell = (rule, each) => found.push([rule, name(each)]);
  const drawn = (each) => each.getClientRects().length && getComputedStyle(each).visibility === "visible" && !each.closest(".unseen, .skip");
  // Words in a drawing are as large as the drawing makes them; what it counts stands in a list beside it, which grows further.
  const size = (each) => parseFloat(getComputedStyle(each).fontSize) * (each.ownerSVGElement && each.getScreenCTM ? Math.hypot(each.getScreenCTM().a, each.getScreenCTM().b) : 1);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const sideways = document.documentElement.scrollWidth - innerWidth;
  if (sideways > 0) found.push(["sideways", `${sideways} px`]);
  for (const each of all("body *").filter(drawn)) {
    const says = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (says && !each.matches("title, desc") && size(each) < (each.ownerSVGElement ? Math.min(text, 24) : text) - 0.1) tell("small-text", each);
    const { lineHeight, fontSize } = getComputedStyle(each);
    if (says && !each.ownerSVGElement && parseFloat(lineHeight) / parseFloat(fontSize) < line - 0.01) tell("tight-lines", each);
  }
  // A link among the words of a sentence is as large as they are. Source: WCAG 2.2, 2.5.8, inline.
  const among = (link) => {
    const words = link.closest("p, li, dd, dt, td, th, figcaption, h1, h2, h3, div")?.cloneNode(true);
    for (const part of words?.querySelectorAll("a, .unseen, time") ?? []) part.remove();
    return /[\p{L}\p{N}]/u.test(words?.textContent ?? "");
  };
  for (const each of all("button, input:not([type=hidden]), select, textarea, summary, a[href]").filter(drawn)) {
    if (each.matches("a:not(.button, nav a, header a)") && among(each)) continue;
    const row = each.type === "checkbox" || each.type === "radio" ? each.closest(".tick-row") ?? each.closest("label") ?? each : each;
    const [own, whole] = [each, row].map((part) => part.getBoundingClientRect());
    if (Math.max(own.height, whole.height) < target - 0.1 || Math.max(own.width, whole.width) < target - 0.1) tell("small-target", each);
  }
  for (const attribute of ["aria-describedby", "aria-labelledby", "for"]) {
    for (const each of all(`[${attribute}]`)) {
      if (each.getAttribute(attribute).split(/\s+/).some((id) => !document.getElementById(id))) tell(`broken-${attribute}`, each);
    }
  }
  const typed = "input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=submit]):not([type=file]), select, textarea";
  for (const each of all(typed)) if (!each.getAttribute("autocomplete")) tell("no-autocomplete", each);
  const expected = { "input[type=tel]": "tel", "[name=place_words]": "street-address", "[name=code]": "one-time-code" };
  for (const [selector, value] of Object.entries(expected)) {
    for (const each of all(selector)) if (each.getAttribute("autocomplete") !== value) tell("wrong-autocomplete", each);
  }
  for (const each of all("[tabindex]")) if (each.tabIndex > 0) tell("tab-order", each);
  return found;
}
