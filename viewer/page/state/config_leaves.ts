import type { BoardInfo, Json } from "../../protocol/api.ts";

/**
 * The values within a JSON value, by their path: `optimizer.lr`. Lists are values. Of those with one
 * path, as in `{ "x.y": 1, x: { y: 2 } }`, the later ones have a number behind it, as in SQL.
 */
export type JsonLeaves = Map<string, Json>;

/**
 * Collects the values within a JSON value.
 *
 * @param path The path of `value` itself; empty for the outermost one.
 */
export function jsonLeaves(value: Json, path = "", leaves: JsonLeaves = new Map()): JsonLeaves {
  const isGroup = typeof value === "object" && value !== null && !Array.isArray(value) &&
    Object.keys(value).length > 0;
  if (!isGroup) {
    let name = path;
    for (let count = 1; leaves.has(name); count++) name = `${path}_${count}`;
    return leaves.set(name, value);
  }
  for (const [key, item] of Object.entries(value)) {
    jsonLeaves(item, path === "" ? key : `${path}.${key}`, leaves);
  }
  return leaves;
}

/** The values of a board's config, by their path. */
export function configLeaves(board: BoardInfo): JsonLeaves {
  const config = board.metadata?.config ?? {};
  return Object.keys(config).length === 0 ? new Map() : jsonLeaves(config);
}
