import type { BoardInfo, Json } from "../../protocol/api.ts";
import { type JsonLeaves, jsonLeaves } from "../state/config_leaves.ts";

/** The parts of the metadata that come first: the config, because the user has chosen it. */
const FIRST_PARTS = ["config", "runtime"] as const;

/** One value in the metadata of some boards. */
export interface MetadataLeaf {
  /** Its path: `config.optimizer.lr`. */
  path: string;
  /** The value of each board; `undefined` if the board has none. */
  values: (Json | undefined)[];
  /** Whether all boards have the same value. */
  same: boolean;
}

/** Compares the metadata of some boards, path by path: config, runtime, then the rest. */
export function compareMetadata(boards: readonly BoardInfo[]): MetadataLeaf[] {
  const leaves = boards.map(({ metadata }): JsonLeaves =>
    metadata === null ? new Map() : jsonLeaves(metadata as unknown as Json)
  );
  const paths = [...new Set(leaves.flatMap((map) => [...map.keys()]))];
  const rank = (path: string) => {
    const index = FIRST_PARTS.findIndex((part) => path === part || path.startsWith(`${part}.`));
    return index < 0 ? FIRST_PARTS.length : index;
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
