/**
 * What a board's folder tells before any of its rows is read.
 *
 * @module
 */
import { join } from "@std/path";
import { boardStatus } from "../../format/board_status.ts";
import { findMetadata } from "../../format/find_metadata.ts";
import { isLive } from "../../format/live.ts";
import {
  type BoardStatus,
  type Metadata,
  METADATA_FILE,
  type MetadataRoom,
} from "../../format/metadata.ts";
import { isSentBoard } from "../../format/sent_board.ts";
import type { Seal } from "../../format/sealed_json.ts";
import { attempt } from "../../system/attempt.ts";

/** A board's folder. */
export interface BoardFolder {
  /** Its metadata; `null` where there is none, and nothing to make it again from. */
  metadata: Metadata | null;
  /** Whether a process writes the board: here, or where it was sent from. */
  live: boolean;
  /** Why there is none, from what it was made again, or what is wrong with it. */
  problems: string[];
  /** Whether the metadata are as they were written; `none` where there are none. */
  seal: Seal;
  /** Whether a later version of this package wrote it, whose layout this one does not know. */
  isNewer: boolean;
}

/**
 * Inspects a board's folder. Never throws, whatever the folder contains.
 *
 * @param room For the metadata, where it is one of many boards.
 */
export function inspectFolder(boardDir: string, room?: MetadataRoom): BoardFolder {
  const live = attempt(() => isLive(boardDir)) ?? false;
  const found = findMetadata(boardDir, live, room);
  switch (found.kind) {
    case "whole": {
      const { metadata, seal } = found;
      // Nobody writes it here, and whoever follows it finds more rows with each round of the sync.
      const isSentLive = metadata.status === "running" && isSentBoard(boardDir);
      const problems = seal === "changed" ? [changedProblem(join(boardDir, METADATA_FILE))] : [];
      return { metadata, live: live || isSentLive, problems, seal, isNewer: false };
    }
    case "remade": {
      const { metadata, problem } = found;
      return { metadata, live, problems: [problem], seal: "none", isNewer: false };
    }
    case "none":
    case "broken":
      return { metadata: null, live, problems: [found.problem], seal: "none", isNewer: false };
    case "newer": {
      const problem = `Cannot read ${boardDir}: ${found.problem}`;
      return { metadata: null, live, problems: [problem], seal: "none", isNewer: true };
    }
  }
}

/** What to say of metadata that are not as they were written. */
export function changedProblem(path: string): string {
  return `${path} is not as it was written: it was damaged or edited, so its values may be wrong; ` +
    `if they are right, set its "checksum" to null`;
}

/** The status of a run; `broken` without metadata. */
export function statusOf({ metadata, live }: BoardFolder): BoardStatus | "broken" {
  return metadata === null ? "broken" : boardStatus(metadata.status, live);
}
