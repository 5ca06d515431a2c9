import { isFollowed } from "../../format/leaf_path.ts";

/** A config as pairs of a dotted name, such as `optimizer.lr`, and the value as text. */
export interface FlatConfig {
  /** The first values. */
  entries: [name: string, value: string][];
  /** How many there are in all. */
  count: number;
}

/**
 * Flattens a config. A stranger's may have 200,000 values below names of megabytes: only the values
 * that are wanted get their texts, and what is below a very long name is one value, as everywhere.
 *
 * @param limit How many values are wanted.
 */
export function flattenConfig(config: unknown, limit: number): FlatConfig {
  const flat: FlatConfig = { entries: [], count: 0 };
  const visit = (value: unknown, path: string, isRoot: boolean) => {
    if (isGroup(value) && (isRoot || Object.keys(value).length > 0) && isFollowed(path)) {
      for (const [key, item] of Object.entries(value)) {
        visit(item, isRoot ? key : `${path}.${key}`, false);
      }
    } else if (++flat.count <= limit) {
      flat.entries.push([path, typeof value === "string" ? value : JSON.stringify(value) ?? ""]);
    }
  };
  visit(config, "", true);
  return flat;
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
