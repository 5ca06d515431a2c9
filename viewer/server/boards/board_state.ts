import { boardStatus } from "../../../format/board_status.ts";
import { isLive } from "../../../format/live.ts";
import { readMetadata } from "../../../format/metadata.ts";
import type { ViewerMetadata, ViewerStatus } from "../../protocol/api.ts";
import type { FolderScan } from "./scan_folder.ts";

/** The status of a board, from its metadata and its lock. */
export interface BoardState {
  metadata: ViewerMetadata | null;
  status: ViewerStatus;
  live: boolean;
  /** Why the board is broken. */
  problem?: string;
}

/** Reads the status of a board. It never throws: a board that cannot be read is `broken`. */
export function readBoardState(boardDir: string, scan: FolderScan): BoardState {
  const broken = { metadata: null, status: "broken", live: false } as const;
  if (scan.problem !== undefined) return { ...broken, problem: scan.problem };
  try {
    const metadata = readMetadata(boardDir);
    if (metadata === undefined) {
      return {
        ...broken,
        problem: "It has no metadata.json: it is not a board, or was not written completely",
      };
    }
    const live = isLive(boardDir);
    const status = boardStatus(metadata.status, live);
    // What was parsed from JSON contains no `undefined`.
    return { metadata: metadata as ViewerMetadata, live, status };
  } catch (error) {
    return { ...broken, problem: (error as Error).message };
  }
}
