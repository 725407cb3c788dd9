// Points gathered so that no two of what is drawn lie closer than `apart` pixels, across and down. Each is {at, items}; `project`
// puts one on the screen. The first of a group is where it is drawn.
export function gathered(points, project, apart) {
  const groups = [];
  for (const { at, items } of points) {
    const { x, y } = project(at);
    const group = groups.find((each) => Math.max(Math.abs(each.x - x), Math.abs(each.y - y)) < apart);
    if (group) group.items.push(...items);
    else groups.push({ at, x, y, items: [...items] });
  }
  return groups;
}
