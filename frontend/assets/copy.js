// "Copy the number", wherever one is shown: by the clipboard, else by what is marked, else marked for who copies by hand.
async function copied(number) {
  try {
    await navigator.clipboard.writeText(number.textContent);
    return true;
  } catch { /* not here, or not allowed */ }
  getSelection().selectAllChildren(number);
  return document.execCommand("copy");
}

// `part`: the button with its live region, which says what became of it in the words that it brings.
export function copying(part, number) {
  const state = part.querySelector("[role=status]");
  part.querySelector("button").addEventListener("click", async () => {
    state.textContent = "";
    state.textContent = await copied(number) ? state.dataset.copied : state.dataset.marked;
  });
  part.hidden = false;
}

for (const part of document.querySelectorAll(".copying[hidden]")) copying(part, document.querySelector("main .number, main .together"));
