import type { BoardInfo, Json } from "../../protocol/api.ts";

/** What of a board is compared: the config first, since it is what was chosen. */
const PARTS = ["config", "runtime"] as const;

/** A value somewhere in the metadata of some boards. */
export interface ConfigLeaf {
  /** Where it is, with dots between: `config.optimizer.lr`. */
  path: string;
  /** The value that each board has there; `undefined` where it has none. */
  values: (Json | undefined)[];
  /** Whether all boards have the same. */
  same: boolean;
}

/** All values of an object by their path. Lists are values. */
export function leavesOf(value: Json, path: string, leaves = new Map<string, Json>()) {
  const isGroup = typeof value === "object" && value !== null && !Array.isArray(value) &&
    Object.keys(value).length > 0;
  if (!isGroup) return leaves.set(path, value);
  for (const [key, item] of Object.entries(value)) {
    leavesOf(item, path === "" ? key : `${path}.${key}`, leaves);
  }
  return leaves;
}

/** The config of a board by path; empty where it has none. */
export function configOf(board: BoardInfo): Map<string, Json> {
  const config = board.metadata?.config ?? {};
  return Object.keys(config).length === 0 ? new Map() : leavesOf(config, "");
}

/** What the metadata of some boards say, path by path: config, runtime, then the rest. */
export function compareMetadata(boards: readonly BoardInfo[]): ConfigLeaf[] {
  const leaves = boards.map(({ metadata }) => {
    const all = leavesOf((metadata ?? {}) as unknown as Json, "");
    // An empty object is a value of its own only where it is in something.
    return metadata === null ? new Map<string, Json>() : all;
  });
  const paths = [...new Set(leaves.flatMap((map) => [...map.keys()]))];
  const rank = (path: string) => {
    const place = PARTS.findIndex((part) => path === part || path.startsWith(`${part}.`));
    return place < 0 ? PARTS.length : place;
  };
  return paths
    .map((path, i) => ({ path, i }))
    .sort((a, b) => rank(a.path) - rank(b.path) || a.i - b.i)
    .map(({ path }) => {
      const values = leaves.map((map) => map.get(path));
      const first = JSON.stringify(values[0]);
      return { path, values, same: values.every((value) => JSON.stringify(value) === first) };
    });
}
