// What has focus now: null at the page's end, else [element, whether a person can see that it has it].
() => {
  const each = document.activeElement;
  if (!each || each === document.body || each === document.documentElement) return null;
  const style = getComputedStyle(each);
  const box = each.getBoundingClientRect();
  const marked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  const within = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0;
  return [each.outerHTML.slice(0, 90), marked && within && each.checkVisibility({ opacityProperty: true, visibilityProperty: true })];
}
