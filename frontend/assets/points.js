// The public list's button for its map; what draws it is loaded once it is tapped. The build writes HASHED above.
const box = document.getElementById("points");
const [open, state] = [box.querySelector("button"), box.querySelector("[role=status]")];

async function draw() {
  if (open.getAttribute("aria-disabled")) return;
  open.setAttribute("aria-disabled", "true");
  state.textContent = box.dataset.loading;
  try {
    const { pointsMap } = await import(`${HASHED}points_map.js`);
    await pointsMap(box, state);
    open.hidden = true;
  } catch {
    state.textContent = box.dataset.missing;
  }
  open.removeAttribute("aria-disabled");
}

open.addEventListener("click", draw);
box.hidden = false;
