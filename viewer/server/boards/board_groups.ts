import {
  type BoardsReader,
  openBoards,
  type OpenOptions,
  type ScalarsGroup,
} from "../../../reader/mod.ts";
import type { CheckedGroupsRequest } from "../../protocol/groups.ts";
import { joinBytes } from "../../../format/join_bytes.ts";
import { writeGroup } from "../../protocol/groups_frame.ts";
import { startTimeout, type Timer } from "../../../system/timer.ts";
import type { BoardFolders } from "./board_folders.ts";
import { QUERY_MS } from "./query_ms.ts";

const MAX_IDLE_MS = 60_000;

/**
 * Reads groups of boards, in this process. The boards of the last request stay known for a while:
 * those of the next chart are the same. No file is open between two requests.
 */
export class BoardGroups {
  readonly #folders: BoardFolders;
  readonly #options: OpenOptions;
  #opened?: { key: string; reader: BoardsReader };
  #idle?: Timer;

  /** Opens nothing yet. */
  constructor(folders: BoardFolders, options: OpenOptions = {}) {
    this.#folders = folders;
    this.#options = options;
  }

  /** The frames of all groups. One request at a time. */
  async run(
    { groups, metric, ...options }: CheckedGroupsRequest,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    this.#idle?.stop();
    try {
      const groupOf = new Map(
        groups.flatMap((ids, index) => ids.map((id) => [id, index] as const)),
      );
      const reader = await this.#open([...groupOf.keys()]);
      const { groups: read, bucketWidth } = await reader.grouped(metric, {
        ...options,
        outside: true,
        signal,
        timeoutMs: QUERY_MS,
        by: ({ boardId }) => groupOf.get(boardId),
      });
      const byIndex = new Map(read.map((group) => [group.key[0], group] as const));
      return joinBytes(...groups.map((ids, index) => {
        const { boardIds, xCount, x, center, low, high, n: counts } = byIndex.get(index) ?? EMPTY;
        return writeGroup({
          n: x.length,
          runCount: boardIds.length,
          lackingCount: ids.length - boardIds.length,
          xCount,
          x,
          center,
          low,
          high,
          counts,
          ...bucketWidth === undefined ? {} : { bucketWidth },
        });
      }));
    } finally {
      this.#idle = startTimeout(() => void this.close(), MAX_IDLE_MS);
    }
  }

  /** Forgets the boards. */
  async close(): Promise<void> {
    this.#idle?.stop();
    const reader = this.#opened?.reader;
    this.#opened = undefined;
    await reader?.close();
  }

  async #open(ids: readonly string[]): Promise<BoardsReader> {
    const dirs = ids.flatMap((id) => this.#safeDir(id));
    const key = dirs.toSorted().join("\0");
    // One that had no files yet, or could not be read, may be readable now.
    const isWhole = this.#opened?.reader.boards.every(({ problems }) => problems.length === 0);
    if (this.#opened?.key === key && isWhole) return this.#opened.reader;
    await this.close();
    const reader = await openBoards(dirs, {}, this.#options);
    this.#opened = { key, reader };
    return reader;
  }

  /** One that is not safe to read, or has gone, leaves out no other. */
  #safeDir(id: string): string[] {
    try {
      return [this.#folders.findSafe(id)];
    } catch {
      return [];
    }
  }
}

const NONE = new Float64Array();
const EMPTY: Omit<ScalarsGroup, "lackingIds"> = {
  key: [],
  boardIds: [],
  x: NONE,
  center: NONE,
  low: NONE,
  high: NONE,
  n: NONE,
  xCount: 0,
};
