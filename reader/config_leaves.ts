import type { JsonValue } from "../format/json_value.ts";
import { isFollowed } from "../format/leaf_path.ts";
import { uniqueNames } from "../format/unique_names.ts";

/** A leaf of a config: any value but an object; one too, where the path to it is very long. */
export type ConfigLeaf = Exclude<JsonValue, undefined>;

/** The leaves of a config, each with the keys that lead to it as one text: no two have the same. */
export type ConfigLeaves = Map<string, { path: string; leaf: ConfigLeaf }>;

/** The leaves of a config, with paths such as `optimizer.lr`. A list is a leaf. */
export function configLeaves(config: { [key: string]: JsonValue }): ConfigLeaves {
  const leaves: ConfigLeaves = new Map();
  forEachLeaf(config, (path, leaf, keys) => leaves.set(JSON.stringify(keys), { path, leaf }));
  return leaves;
}

/**
 * The leaves of a config by their paths. Of those with one path, as in `{ "x.y": 1, x: { y: 2 } }`,
 * the later ones have a number behind it, as in the view `runs`.
 */
export function leavesByPath(config: { [key: string]: JsonValue }): Map<string, ConfigLeaf> {
  const paths: string[] = [];
  const leaves: ConfigLeaf[] = [];
  forEachLeaf(config, (path, leaf) => {
    paths.push(path);
    leaves.push(leaf);
  });
  const names = uniqueNames(paths, (name) => name);
  return new Map(leaves.map((leaf, index) => [names[index]!, leaf]));
}

/** How many leaves a config has. */
export function countLeaves(config: { [key: string]: JsonValue }): number {
  let count = 0;
  forEachLeaf(config, () => count++);
  return count;
}

/** @param onLeaf Is given each leaf, with the keys that lead to it, which change behind its back. */
function forEachLeaf(
  config: { [key: string]: JsonValue },
  onLeaf: (path: string, leaf: ConfigLeaf, keys: readonly string[]) => void,
): void {
  const keys: string[] = [];
  const visit = (branch: { [key: string]: JsonValue }, above: string) => {
    for (const [key, value] of Object.entries(branch)) {
      if (value === undefined) continue;
      keys.push(key);
      const path = keys.length === 1 ? key : `${above}.${key}`;
      const isBranch = typeof value === "object" && value !== null && !Array.isArray(value);
      if (isBranch && isFollowed(path)) visit(value, path);
      else onLeaf(path, value, keys);
      keys.pop();
    }
  };
  visit(config, "");
}
