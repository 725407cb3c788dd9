let busy = false;

// One thing at a time, whatever is tapped twice; the button says that it works.
export async function working(button, label, work) {
  if (busy) return;
  busy = true;
  const said = button.lastChild; // a drawing before it stays
  const before = said.textContent;
  button.setAttribute("aria-disabled", "true");
  said.textContent = label;
  try {
    await work();
  } finally {
    busy = false;
    button.removeAttribute("aria-disabled");
    said.textContent = before;
  }
}
