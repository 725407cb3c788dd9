let busy = false;

// One thing at a time, whatever is tapped twice; the button says that it works.
export async function working(button, label, work) {
  if (busy) return;
  busy = true;
  const before = button.textContent;
  button.setAttribute("aria-disabled", "true");
  button.textContent = label;
  try {
    await work();
  } finally {
    busy = false;
    button.removeAttribute("aria-disabled");
    button.textContent = before;
  }
}
