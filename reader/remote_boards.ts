/**
 * Boards on a server, found over the network by DuckDB's extension httpfs.
 *
 * @module
 */
import { basename } from "@std/path";
import { quoteText } from "../backends/duckdb/quote.ts";
import { messageOf } from "../system/message_of.ts";
import type { FoundBoard } from "./find_boards.ts";
import { folderOf } from "./folder/board_folder.ts";
import { NETWORK_EXTENSION, SandboxedDuckDb } from "./query/sandboxed_duckdb.ts";
import { BoardReadError } from "./shared/errors.ts";
import { firstLineOf } from "./shared/first_line.ts";
import { parseDate } from "./shared/parse_date.ts";
import { withoutSlash } from "./shared/remote_address.ts";

/** The boards at some addresses. The `metadata.json` of each is read. */
export async function remoteBoards(addresses: readonly string[]): Promise<FoundBoard[]> {
  if (addresses.length === 0) return [];
  const boardDirs = addresses.map(withoutSlash);
  const duckdb = await startDuckDb(boardDirs);
  try {
    return await Promise.all(boardDirs.map((boardDir) => readBoard(duckdb, boardDir)));
  } finally {
    duckdb.close();
  }
}

/** The addresses of the boards below another address. Only object stores can be listed. */
export async function listRemoteBoards(base: string): Promise<string[]> {
  if (/^https?:/.test(base)) {
    throw new BoardReadError(
      `Cannot list the boards at ${base}: a web server has no list of its folders; pass the ` +
        `addresses of the boards`,
    );
  }
  const path = withoutSlash(base);
  const duckdb = await startDuckDb([path]);
  try {
    const rows = await duckdb.rows(`FROM glob(${quoteText(`${path}/*/metadata.json`)})`);
    return rows.map(([file]) => String(file).replace(/\/metadata\.json$/, ""));
  } catch (cause) {
    throw new BoardReadError(`Cannot list the boards at ${base}: ${messageOf(cause)}`, { cause });
  } finally {
    duckdb.close();
  }
}

function startDuckDb(directories: readonly string[]): Promise<SandboxedDuckDb> {
  return SandboxedDuckDb.start({ directories, extensions: [NETWORK_EXTENSION] });
}

async function readBoard(duckdb: SandboxedDuckDb, boardDir: string): Promise<FoundBoard> {
  const path = `${boardDir}/metadata.json`;
  let text: string;
  try {
    const rows = await duckdb.rows(`SELECT content FROM read_text(${quoteText(path)})`);
    const [[content] = []] = rows;
    text = String(content);
  } catch (cause) {
    throw new BoardReadError(`Cannot read ${path}: ${firstLineOf(cause)}`, { cause });
  }
  const folder = folderOf(text, path, boardDir, false);
  const { metadata, problems } = folder;
  if (metadata === null) throw new BoardReadError(problems[0]);
  if (metadata.status === "running") {
    problems.push(
      `The run of ${boardDir} was not finished: rows that are only in its journal are not read ` +
        `over the network`,
    );
  }
  return {
    boardId: basename(boardDir),
    boardDir,
    ...folder,
    createdAt: parseDate(metadata.created_at),
  };
}
