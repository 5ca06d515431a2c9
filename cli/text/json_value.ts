/**
 * A value as JSON can hold it: what is not finite as the strings `NaN`,
 * `Infinity` and `-Infinity`, integers beyond ±2^53 as text, times in ISO 8601,
 * bytes in base64.
 */
export function jsonValue(value: unknown): unknown {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "bigint":
      return String(value);
    case "object":
      return jsonObject(value);
    default:
      return value;
  }
}

/** Values by name, each as {@linkcode jsonValue}. */
export function jsonRecord(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  // Defined, not set: a metric may be called `__proto__`.
  return Object.fromEntries([...entries].map(([name, value]) => [name, jsonValue(value)]));
}

/** An object of ours, its fields named as those of our files are: `lastStep` as `last_step`. */
export function jsonFields(object: object): Record<string, unknown> {
  const snakeCase = (name: string) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return jsonRecord(Object.entries(object).map(([name, value]) => [snakeCase(name), value]));
}

function jsonObject(value: object | null): unknown {
  if (value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return value.toBase64();
  if (value instanceof Float64Array || Array.isArray(value)) return Array.from(value, jsonValue);
  return jsonRecord(Object.entries(value));
}
