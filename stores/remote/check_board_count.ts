import { StoreError } from "../store_error.ts";

/** Who lists the boards of a store has all their ids in memory. */
const MAX_BOARDS = 1_000_000;

/** @throws {StoreError} `invalid` for more boards than anybody has: a list of them need not end. */
export function checkBoardCount(count: number, address: string): void {
  if (count <= MAX_BOARDS) return;
  throw new StoreError(
    "invalid",
    `Cannot list the boards in ${address}: it has more than ${MAX_BOARDS}`,
  );
}
