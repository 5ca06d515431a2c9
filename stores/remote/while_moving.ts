import { sleep } from "../../system/sleep.ts";
import { isStoreError } from "../store_error.ts";
import { MovedError } from "./board_content.ts";

const MAX_ATTEMPTS = 8;
/** Before the n-th further attempt, n times: a run ends in a few requests of whoever sends it. */
const PAUSE_MS = 50;

/**
 * Looks at a board that may be sent on meanwhile: where it was, it is looked at again, eight times at
 * most.
 *
 * @throws What the last attempt threw, and the reason of the signal.
 */
export async function whileMoving<Result>(
  look: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  for (let attempt = 1;; attempt++) {
    try {
      return await look();
    } catch (error) {
      const isMoved = error instanceof MovedError || isStoreError(error, "not_found") ||
        isStoreError(error, "conflict");
      if (!isMoved || attempt === MAX_ATTEMPTS) throw error;
      await sleep(PAUSE_MS * attempt, signal);
    }
  }
}
