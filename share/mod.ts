/**
 * Boards for those who have nothing installed: {@linkcode shareBoards} writes them as a site of plain
 * files, which any web server sends.
 *
 * ```ts
 * import { shareBoards } from "@kohakuboard/client/share";
 * import { Board } from "@kohakuboard/client";
 * import { assertEquals } from "@std/assert";
 *
 * const dir = Deno.makeTempDirSync();
 * await new Board({ name: "run", boardId: "run_1", baseDir: `${dir}/kohakuboard` }).finish();
 * const { shared } = await shareBoards(`${dir}/kohakuboard`, `${dir}/site`);
 * assertEquals(shared, ["run_1"]);
 * ```
 *
 * @module
 */
export { shareBoards } from "./share_boards.ts";
export type { ShareContents, SharedBoards, ShareOptions, ShareProgress } from "./share_options.ts";
export type { SharePart } from "./share_parts.ts";
export type { OpenOptions } from "../reader/shared/open_options.ts";
