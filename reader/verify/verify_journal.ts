import { join } from "@std/path";
import { isSystemError } from "../../system/error_code.ts";
import { sleep } from "../../system/sleep.ts";
import { JournalIndex } from "../snapshot/journal_index.ts";
import type { Verification } from "./verification.ts";

/** After so many frames, other work of this thread has its turn. */
const FRAMES_PER_TURN = 64;

/** Reads all frames of a board's journal, and compares them with their checksums. */
export async function verifyJournal(verification: Verification): Promise<void> {
  const dir = "data/journal";
  const index = new JournalIndex(join(verification.boardDir, dir));
  verification.begin(dir);
  try {
    index.refresh();
    const { frames, metadataFrames } = index;
    let byteCount = 0;
    for (let number = 0; number < frames.length; number++) byteCount += frames.at(number).length;
    verification.expect(byteCount);
    for (const frame of metadataFrames) index.checkMetadata(frame);
    for (let number = 0; number < frames.length; number++) {
      index.read(number);
      verification.addBytes(frames.at(number).length);
      if (number % FRAMES_PER_TURN === 0) await sleep(0);
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    verification.addDamage({ path: dir, reason: error.message });
  }
  for (const reason of index.problems) verification.addDamage({ path: dir, reason });
}
