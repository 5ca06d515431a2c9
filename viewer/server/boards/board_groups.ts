import type { BoardsReader, OpenOptions, ScalarsGroup } from "../../../reader/mod.ts";
import { openBoardsWith } from "../../../reader/open_boards.ts";
import type { CheckedGroupsRequest } from "../../protocol/groups.ts";
import { joinBytes } from "../../../format/join_bytes.ts";
import { writeGroup } from "../../protocol/groups_frame.ts";
import { startTimeout, type Timer } from "../../../system/timer.ts";
import type { BoardFolders, BoardScan } from "./board_folders.ts";
import { QUERY_MS } from "./query_ms.ts";

const MAX_IDLE_MS = 60_000;
/** Some ten charts of forty groups. */
const MAX_KEPT_BYTES = 32 * 2 ** 20;

interface KeptReply {
  /** What the files of its boards were when it was read. */
  identities: string;
  reply: Uint8Array<ArrayBuffer>;
}

/**
 * Reads groups of boards, in this process. The boards of the last request stay known for a while, as
 * those of the next chart are the same, and so do the last replies: someone loads the page again, or
 * opens another window. No file is open between two requests.
 */
export class BoardGroups {
  readonly #folders: BoardFolders;
  readonly #options: OpenOptions;
  #opened?: { key: string; reader: BoardsReader };
  /** By request, the latest ones last. */
  readonly #kept = new Map<string, KeptReply>();
  #idle?: Timer;

  /** Opens nothing yet. */
  constructor(folders: BoardFolders, options: OpenOptions = {}) {
    this.#folders = folders;
    this.#options = options;
  }

  /**
   * The frames of all groups. One request at a time.
   *
   * @param filesProblem Why the files of runs that were cut off are left out, if they are.
   */
  async run(
    request: CheckedGroupsRequest,
    signal?: AbortSignal,
    filesProblem?: string,
  ): Promise<Uint8Array<ArrayBuffer>> {
    this.#idle?.stop();
    try {
      const scans = request.groups.flat().flatMap((id) => this.#scanSafe(id));
      const identities = scans.map(({ boardDir, identity }) => `${boardDir} ${identity}`).join(
        "\n",
      );
      const key = JSON.stringify(request);
      const kept = this.#kept.get(key);
      if (kept?.identities === identities) return kept.reply;
      const reader = await this.#open(scans.map(({ boardDir }) => boardDir), filesProblem);
      const reply = await this.#read(reader, request, signal);
      if (isWhole(reader)) this.#keep(key, { identities, reply });
      return reply;
    } finally {
      this.#idle = startTimeout(() => void this.close(), MAX_IDLE_MS);
    }
  }

  /** Forgets the boards, and what was read of them. */
  async close(): Promise<void> {
    this.#idle?.stop();
    this.#kept.clear();
    await this.#closeReader();
  }

  async #read(
    reader: BoardsReader,
    { groups, metric, ...options }: CheckedGroupsRequest,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const groupOf = new Map(
      groups.flatMap((ids, index) => ids.map((id) => [id, index] as const)),
    );
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
  }

  #keep(key: string, kept: KeptReply): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    let bytes = 0;
    for (const [key, { reply }] of [...this.#kept].reverse()) {
      bytes += reply.length;
      if (bytes > MAX_KEPT_BYTES) this.#kept.delete(key);
    }
  }

  async #open(dirs: readonly string[], filesProblem?: string): Promise<BoardsReader> {
    const key = JSON.stringify([filesProblem, dirs.toSorted()]);
    // One that had no files yet, or could not be read, may be readable now.
    if (this.#opened?.key === key && isWhole(this.#opened.reader)) return this.#opened.reader;
    await this.#closeReader();
    const reader = await openBoardsWith(dirs, {}, this.#options, filesProblem);
    this.#opened = { key, reader };
    return reader;
  }

  async #closeReader(): Promise<void> {
    const reader = this.#opened?.reader;
    this.#opened = undefined;
    await reader?.close();
  }

  /** One that is not safe to read, or has gone, leaves out no other. */
  #scanSafe(id: string): BoardScan[] {
    try {
      return [this.#folders.scanSafe(id)];
    } catch {
      return [];
    }
  }
}

function isWhole({ boards }: BoardsReader): boolean {
  return boards.every(({ problems }) => problems.length === 0);
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
