/** Flattens a config to pairs of a dotted name, such as `optimizer.lr`, and the value as text. */
export function flattenConfig(config: unknown, prefix = ""): [name: string, value: string][] {
  const isGroup = typeof config === "object" && config !== null && !Array.isArray(config) &&
    (prefix === "" || Object.keys(config).length > 0);
  if (isGroup) {
    return Object.entries(config).flatMap(([name, value]) =>
      flattenConfig(value, prefix === "" ? name : `${prefix}.${name}`)
    );
  }
  return [[prefix, typeof config === "string" ? config : JSON.stringify(config) ?? ""]];
}
