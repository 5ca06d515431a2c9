import { checkBoardFolders } from "../../format/board_folders.ts";
import type { BoardLock } from "../../format/board_lock.ts";
import { completeRewind } from "../../format/complete_rewind.ts";
import { checkLinkedFiles } from "../../format/linked_files.ts";
import type { Metadata } from "../../format/metadata.ts";
import { checkSparseFiles } from "../../format/sparse_files.ts";
import { linkInfoIfThere } from "../../system/file_info.ts";
import { readEarlierMetadata } from "../earlier_metadata.ts";
import { lockEndedBoard } from "../lock_ended_board.ts";
import { checkRewindable } from "./check_rewindable.ts";

/** A board that is locked, so that nobody else changes its rows. */
export interface LockedBoard {
  /** Whoever asked for it releases it. */
  lock: BoardLock;
  /** Its metadata. */
  metadata: Metadata;
}

/**
 * Locks a board that is to go back to an earlier row, or on with rows that were kept aside. What a
 * kill has cut off of an earlier rewind is completed.
 *
 * @throws {BoardLockedError} Where a live Board writes to it.
 * @throws {Error} Where it is no board that can be rewound.
 */
export function lockToRewind(boardDir: string): LockedBoard {
  if (!linkInfoIfThere(boardDir)?.isDirectory) checkRewindable(boardDir, undefined);
  checkBoardFolders(boardDir);
  const lock = lockEndedBoard(boardDir, "rewind");
  try {
    checkLinkedFiles(boardDir);
    completeRewind(boardDir);
    const { metadata } = checkRewindable(boardDir, readEarlierMetadata(boardDir, "rewind"));
    checkSparseFiles(boardDir, metadata.backend);
    return { lock, metadata };
  } catch (error) {
    lock.release();
    throw error;
  }
}
