/** At most `count` items of a list, evenly spaced, with the first and the last. */
export function thinOut<Item>(items: readonly Item[], count: number): Item[] {
  if (items.length <= count) return [...items];
  if (count === 1) return items.slice(-1);
  const gap = (items.length - 1) / (count - 1);
  const kept = new Set(Array.from({ length: count }, (_, index) => Math.round(index * gap)));
  return items.filter((_, index) => kept.has(index));
}
