/** How many names are suggested at most. */
const MAX_NAMES = 5;
/** Longer names are not compared: they are not typing errors, and comparing takes long. */
const MAX_LENGTH = 200;

/**
 * The names that are most like one that does not exist, the most similar first:
 * at most five, and none that differs in more than half of its characters.
 */
export function nearestNames(wanted: string, names: readonly string[]): string[] {
  const key = wanted.toLowerCase();
  return names
    .map((name) => ({ name, distance: distanceOf(key, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(2, key.length / 2))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MAX_NAMES)
    .map(({ name }) => name);
}

function distanceOf(wanted: string, name: string): number {
  if (name === wanted) return 0;
  if (wanted !== "" && (name.includes(wanted) || wanted.includes(name))) return 0.5;
  const isLong = name.length > MAX_LENGTH || wanted.length > MAX_LENGTH;
  return isLong ? Infinity : editDistance(wanted, name);
}

/** How many characters must be added, removed or replaced (Levenshtein). */
function editDistance(a: string, b: string): number {
  // For the first i characters of a: the distance to the first j of b, at j.
  let distances = Uint32Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = new Uint32Array(b.length + 1);
    next[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const replaced = distances[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(replaced, distances[j]! + 1, next[j - 1]! + 1);
    }
    distances = next;
  }
  return distances[b.length]!;
}
