/** A config, flattened: `optimizer.lr`, and its value as text. */
export function configEntries(config: unknown, prefix = ""): [string, string][] {
  const isGroup = typeof config === "object" && config !== null && !Array.isArray(config) &&
    (prefix === "" || Object.keys(config).length > 0);
  if (isGroup) {
    return Object.entries(config).flatMap(([name, value]) =>
      configEntries(value, prefix === "" ? name : `${prefix}.${name}`)
    );
  }
  return [[prefix, typeof config === "string" ? config : JSON.stringify(config) ?? ""]];
}
