/**
 * Names, each once: the second `loss` is `loss_1`. Unless told otherwise they are the names that
 * DuckDB gives in an export, where `Loss` and `loss` are one, too.
 *
 * A stranger's config can spell one path in 2^16 ways: each name's next number is remembered, where
 * counting from 1 again would take the square of that.
 *
 * @param keyOf Two names are one where this gives the same of both.
 */
export function uniqueNames(
  names: readonly string[],
  keyOf = (name: string) => name.toLowerCase(),
): string[] {
  const counts = new Map<string, number>();
  return names.map((name) => {
    const key = keyOf(name);
    let count = counts.get(key);
    if (count === undefined) {
      counts.set(key, 1);
      return name;
    }
    while (counts.has(`${key}_${count}`)) count++;
    counts.set(key, count + 1);
    counts.set(`${key}_${count}`, 1);
    return `${name}_${count}`;
  });
}
