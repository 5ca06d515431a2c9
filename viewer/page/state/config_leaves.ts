import { isFollowed } from "../../../format/leaf_path.ts";
import { uniqueNames } from "../../../format/unique_names.ts";
import type { BoardInfo, Json } from "../../protocol/api.ts";

/**
 * The values within a JSON value, by their path: `optimizer.lr`. Lists are values. Of those with one
 * path, as in `{ "x.y": 1, x: { y: 2 } }`, the later ones have a number behind it, as in SQL.
 */
export type JsonLeaves = Map<string, Json>;

/** Collects the values within a JSON value, which are named by their paths. */
export function jsonLeaves(value: Json): JsonLeaves {
  const leaves: { path: string; value: Json }[] = [];
  const collect = (value: Json, path: string) => {
    const isGroup = typeof value === "object" && value !== null && !Array.isArray(value) &&
      Object.keys(value).length > 0;
    if (!isGroup || !isFollowed(path)) {
      leaves.push({ path, value });
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      collect(item, path === "" ? key : `${path}.${key}`);
    }
  };
  collect(value, "");
  const names = uniqueNames(leaves.map(({ path }) => path), (name) => name);
  return new Map(leaves.map(({ value }, index) => [names[index]!, value]));
}

/** The values of a board's config, by their path. */
export function configLeaves(board: BoardInfo): JsonLeaves {
  const config = board.metadata?.config ?? {};
  return Object.keys(config).length === 0 ? new Map() : jsonLeaves(config);
}
