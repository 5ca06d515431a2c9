/** The names nearest to one that there is not, nearest first: at most five, none that is far. */
export function nearestNames(wanted: string, names: readonly string[]): string[] {
  const key = wanted.toLowerCase();
  return names
    .map((name) => ({ name, distance: distanceOf(key, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(2, key.length / 2))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 5)
    .map(({ name }) => name);
}

function distanceOf(wanted: string, name: string): number {
  if (name === wanted) return 0;
  if (wanted !== "" && (name.includes(wanted) || wanted.includes(name))) return 0.5;
  // Names of 10,000 characters are nobody's typing errors.
  return name.length > 200 || wanted.length > 200 ? Infinity : editDistance(wanted, name);
}

/** How many characters must be added, removed or replaced (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
