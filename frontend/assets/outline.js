// A street's outline as the drawing has it: a path of straight lines, in units of the district's frame.
const points = (path) => [...path.matchAll(/(-?\d+) (-?\d+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

export const rings = (path) => path.split("Z").filter(Boolean).map(points);

// Whether the point lies in it: how often a ray to the right crosses it tells.
export function holds(path, x, y) {
  const crosses = ([x1, y1], [x2, y2]) => (y1 > y) !== (y2 > y) && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1);
  return rings(path).reduce((many, ring) => many + ring.filter((each, at) => crosses(each, ring[(at + 1) % ring.length])).length, 0) % 2 === 1;
}
