import { localFolder } from "./folder/local_folder.ts";
import { entriesIn } from "../system/entries_in.ts";
import { chooseBoard } from "./choose_board.ts";
import { findBoards } from "./find_boards.ts";
import { checkKnownOptions } from "./shared/check_known_options.ts";
import { isRemoteAddress } from "./shared/remote_address.ts";
import { BoardNotFoundError } from "./shared/errors.ts";
import type { StoreAccess } from "./shared/store_access.ts";

/**
 * Finds a board by its id, by a beginning that no other id has, by the name of
 * its run that no other run has, or the newest one by `"latest"`.
 *
 * @param baseDir The folder that boards are in, or the target of a sync, `s3://bucket/prefix` or
 * `https://host`.
 * @param idOrPrefix `"latest"`, an id, the beginning of one, or the name of a run.
 * @param access How a bucket or a team's server is reached, where the environment does not say it.
 * @returns The board's folder, absolute, or its address.
 * @throws {BoardNotFoundError} Where no board matches, or several do; it has the candidates.
 */
export async function resolveBoard(
  baseDir: string,
  idOrPrefix: string,
  access: StoreAccess = {},
): Promise<string> {
  checkKnownOptions("resolve a board", access, ["s3", "token"]);
  if (isRemoteAddress(baseDir)) {
    const { boardsBelow } = await import("./boards_elsewhere.ts");
    const { fetched, boardDir } = chooseBoard(
      await boardsBelow(baseDir, access),
      idOrPrefix,
      baseDir,
    );
    return fetched?.address ?? boardDir;
  }
  try {
    return chooseBoard(findBoards(baseDir), idOrPrefix, baseDir).boardDir;
  } catch (error) {
    if (!(error instanceof BoardNotFoundError) || !isLinkIn(localFolder(baseDir), idOrPrefix)) {
      throw error;
    }
    throw new BoardNotFoundError(
      `Cannot find the board ${
        JSON.stringify(idOrPrefix)
      } in ${baseDir}: it is a link, and links ` +
        `are not followed; open the folder that it leads to`,
      error.candidates,
    );
  }
}

function isLinkIn(dir: string, name: string): boolean {
  return entriesIn(dir).some((entry) => entry.name === name && entry.isSymlink);
}
