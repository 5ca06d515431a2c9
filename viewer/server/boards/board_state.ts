import { readMetadata } from "../../../format/metadata.ts";
import { isLive } from "../../../format/live.ts";
import type { ViewerMetadata, ViewerStatus } from "../../protocol/api.ts";
import type { FolderScan } from "./scan_folder.ts";

/** How a board stands, by its metadata and its lock. */
export interface BoardState {
  metadata: ViewerMetadata | null;
  status: ViewerStatus;
  live: boolean;
  /** Why it is broken. */
  problem?: string;
}

/** Reads how a board stands; never throws. */
export function readBoardState(boardDir: string, scan: FolderScan): BoardState {
  const broken = { metadata: null, status: "broken", live: false } as const;
  if (scan.problem !== undefined) return { ...broken, problem: scan.problem };
  try {
    const metadata = readMetadata(boardDir) as ViewerMetadata | undefined;
    if (metadata === undefined) {
      return { ...broken, problem: "It has no metadata.json: it is no board, or was cut short" };
    }
    const live = isLive(boardDir);
    const status = metadata.status === "running" && !live ? "crashed" : metadata.status;
    return { metadata, live, status: status as ViewerStatus };
  } catch (error) {
    return { ...broken, problem: (error as Error).message };
  }
}
