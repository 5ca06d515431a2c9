/**
 * The names of columns, each once: the second `loss` is `loss_1`. They are the
 * names that DuckDB gives in an export, where `Loss` and `loss` are one, too.
 */
export function uniqueNames(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return names.map((name) => {
    const key = name.toLowerCase();
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
