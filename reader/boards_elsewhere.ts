/**
 * Boards at addresses: those that a sync has sent are read through their store, and need nothing
 * else; all others by DuckDB's extension httpfs.
 *
 * @module
 */
import type { S3StoreOptions } from "../sync/stores/s3_store_options.ts";
import { messageOf } from "../system/message_of.ts";
import type { FoundBoard } from "./find_boards.ts";
import { listRemoteBoards, remoteBoards } from "./remote_boards.ts";
import { BoardReadError } from "./shared/errors.ts";

/** The boards below an address. @throws {BoardReadError} Where they cannot be listed. */
export async function boardsBelow(address: string, s3?: S3StoreOptions): Promise<FoundBoard[]> {
  const sent = await import("./sent_boards.ts");
  const mirror = sent.isOfStore(address) ? await sent.mirrorAt(address, s3) : undefined;
  if (mirror !== undefined && !(mirror instanceof Error)) return await sent.sentBoards(mirror);
  return await otherwise(mirror, async () => remoteBoards(await listRemoteBoards(address)));
}

/** The boards at some addresses. @throws {BoardReadError} Where one cannot be read. */
export async function boardsAt(
  addresses: readonly string[],
  s3?: S3StoreOptions,
): Promise<FoundBoard[]> {
  if (addresses.length === 0) return [];
  const sent = await import("./sent_boards.ts");
  const found: FoundBoard[] = [];
  const others: string[] = [];
  let reason: Error | undefined;
  for (const address of addresses) {
    const parts = sent.splitAddress(address);
    const mirror = parts && await sent.mirrorAt(parts.base, s3);
    if (parts !== undefined && mirror !== undefined && !(mirror instanceof Error)) {
      found.push(await sent.sentBoard(mirror, parts.boardId));
    } else {
      others.push(address);
      reason = mirror instanceof Error ? mirror : reason;
    }
  }
  return [...found, ...await otherwise(reason, () => remoteBoards(others))];
}

/** Does something without the store; where that fails, it is said why the store was not used, too. */
async function otherwise<Result>(
  reason: Error | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (reason === undefined) throw cause;
    throw new BoardReadError(`${messageOf(cause)}; without it, ${reason.message}`, { cause });
  }
}
