import type { FoundBoard } from "./find_boards.ts";
import { nearestNames } from "../format/nearest_names.ts";
import { filesFormatIn, formatOfBackend } from "../format/files_format.ts";
import { BoardNotFoundError } from "./shared/errors.ts";

/** So many ids an error names at most. */
const MAX_NAMED = 10;

/**
 * Chooses a board by its id, by a beginning that no other id has, by the name of
 * its run that no other run has, or by `"latest"` the newest one that the reader can read: not one of a user's own
 * backend, in memory, or of a later version.
 *
 * @param boards The boards that there are, newest first.
 * @param baseDir Where they are, for error messages.
 * @throws {BoardNotFoundError} Where no board matches, or several do.
 */
export function chooseBoard(
  boards: readonly FoundBoard[],
  idOrPrefix: string,
  baseDir: string,
): FoundBoard {
  const exact = boards.find(({ boardId }) => boardId === idOrPrefix);
  if (exact !== undefined) return exact;
  const [newest] = boards;
  if (idOrPrefix === "latest" && newest !== undefined) {
    return boards.find(isReadable) ?? newest;
  }
  // `kobo list` ends an id that it cuts with an ellipsis. Of `é`, macOS may have another form in names
  // of files than its keyboard types.
  const composed = (text: string) => text.normalize("NFC");
  const [beginning, wanted] = [composed(idOrPrefix.replace(/…$/, "")), composed(idOrPrefix)];
  const begun = beginning === ""
    ? []
    : boards.filter(({ boardId }) => composed(boardId).startsWith(beginning));
  const matches = begun.length > 0
    ? begun
    : boards.filter(({ metadata }) => wanted !== "" && composed(metadata?.name ?? "") === wanted);
  const [match] = matches;
  if (match !== undefined && matches.length === 1) return match;
  const candidates = (matches.length > 0 ? matches : boards).map(({ boardId }) => boardId);
  const named = candidates.slice(0, MAX_NAMED).join(", ") +
    (candidates.length > MAX_NAMED ? ` and ${candidates.length - MAX_NAMED} more` : "");
  const [nearest] = nearestNames(idOrPrefix, ["latest"]);
  const reason = begun.length > 1
    ? `it is the beginning of ${begun.length}: ${named}`
    : matches.length > 1
    ? `it is the name of ${matches.length}: ${named}`
    : boards.length === 0
    ? "there are no boards"
    : `no id begins with it, and no run has that name${
      nearest === undefined ? "" : `, is it "${nearest}"?`
    }; there are ${named}`;
  throw new BoardNotFoundError(
    `Cannot find the board ${JSON.stringify(idOrPrefix)} in ${baseDir}: ${reason}`,
    candidates,
  );
}

function isReadable({ boardDir, isNewer, metadata }: FoundBoard): boolean {
  if (isNewer) return false;
  return (formatOfBackend(metadata?.backend) ?? filesFormatIn(boardDir)) !== undefined;
}
