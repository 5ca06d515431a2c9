/**
 * Boards elsewhere: {@linkcode syncBoards} sends them to a folder on another disk, to a bucket of
 * S3 or to a team's server, once or as long as runs go on; {@linkcode pullBoards} fetches them.
 *
 * ```ts
 * import { syncBoards } from "@kohakuboard/client/sync";
 * import { Board } from "@kohakuboard/client";
 * import { assertEquals } from "@std/assert";
 *
 * const dir = Deno.makeTempDirSync();
 * await new Board({ name: "run", boardId: "run_1", baseDir: `${dir}/kohakuboard` }).finish();
 * const { sent } = await syncBoards(`${dir}/kohakuboard`, `${dir}/elsewhere`);
 * assertEquals(sent, ["run_1"]);
 * ```
 *
 * @module
 */
export { pullBoards, type PulledBoards, type PullOptions } from "./pull_boards.ts";
export { syncBoards } from "./sync_boards.ts";
export type { SyncedBoards, SyncOptions, SyncProgress } from "./sync_options.ts";
export type { SyncPart } from "./sync_parts.ts";
export { StoreError, type StoreErrorKind } from "../stores/store_error.ts";
export type { S3StoreOptions } from "../stores/s3_store_options.ts";
export type { S3Credentials } from "../stores/s3_credentials.ts";
export type { OpenOptions } from "../reader/shared/open_options.ts";
export type { ServerToken } from "../stores/http_token.ts";
