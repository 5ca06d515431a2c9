import type { JsonValue } from "../format/json_value.ts";

/** A leaf of a config: any value but an object. */
export type ConfigLeaf = Exclude<JsonValue, undefined>;

/** The leaves of a config, each with the keys that lead to it as one text: no two have the same. */
export type ConfigLeaves = Map<string, { path: string; leaf: ConfigLeaf }>;

/** The leaves of a config, with paths such as `optimizer.lr`. A list is a leaf. */
export function configLeaves(
  config: { [key: string]: JsonValue },
  above: readonly string[] = [],
): ConfigLeaves {
  const leaves: ConfigLeaves = new Map();
  for (const [key, value] of Object.entries(config)) {
    if (value === undefined) continue;
    const keys = [...above, key];
    const isBranch = typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isBranch) leaves.set(JSON.stringify(keys), { path: keys.join("."), leaf: value });
    else for (const [id, leaf] of configLeaves(value, keys)) leaves.set(id, leaf);
  }
  return leaves;
}

/**
 * The leaves of a config by their paths. Of those with one path, as in `{ "x.y": 1, x: { y: 2 } }`,
 * the later ones have a number behind it, as in the view `runs`.
 */
export function leavesByPath(config: { [key: string]: JsonValue }): Map<string, ConfigLeaf> {
  const named = new Map<string, ConfigLeaf>();
  for (const { path, leaf } of configLeaves(config).values()) {
    let name = path;
    for (let count = 1; named.has(name); count++) name = `${path}_${count}`;
    named.set(name, leaf);
  }
  return named;
}
