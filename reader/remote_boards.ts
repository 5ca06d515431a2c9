/**
 * Boards on a server, found over the network by DuckDB's extension httpfs.
 *
 * @module
 */
import { basename } from "@std/path";
import { quoteText } from "../backends/duckdb/quote.ts";
import { completeMetadata } from "../format/guess_metadata.ts";
import {
  BACKUP_FILE,
  type Metadata,
  METADATA_FILE,
  type ParsedMetadata,
  parseMetadata,
} from "../format/metadata.ts";
import type { Seal } from "../format/sealed_json.ts";
import { messageOf } from "../system/message_of.ts";
import type { FoundBoard } from "./find_boards.ts";
import { changedProblem } from "./folder/board_folder.ts";
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
  const problems: string[] = [];
  const { metadata, seal } = await readMetadata(duckdb, boardDir, problems);
  if (metadata.status === "running") {
    problems.push(
      `The run of ${boardDir} was not finished: rows that are only in its journal are not read ` +
        `over the network`,
    );
  }
  return {
    boardId: basename(boardDir),
    boardDir,
    metadata,
    live: false,
    problems,
    seal,
    isNewer: false,
    createdAt: parseDate(metadata.created_at),
  };
}

async function readMetadata(
  duckdb: SandboxedDuckDb,
  boardDir: string,
  problems: string[],
): Promise<{ metadata: Metadata; seal: Seal }> {
  let firstError: unknown;
  for (const name of [METADATA_FILE, BACKUP_FILE]) {
    try {
      const path = `${boardDir}/${name}`;
      const { metadata, seal } = await readFile(duckdb, path);
      if (firstError !== undefined) {
        problems.push(`${messageOf(firstError)}; the run's metadata are taken from ${name}`);
      }
      if (seal === "changed") problems.push(changedProblem(path));
      return { metadata: completeMetadata(metadata, boardDir, false), seal };
    } catch (error) {
      firstError ??= error;
    }
  }
  throw firstError;
}

async function readFile(
  duckdb: SandboxedDuckDb,
  path: string,
): Promise<ParsedMetadata & { kind: "metadata" }> {
  let text: string;
  try {
    const rows = await duckdb.rows(`SELECT content FROM read_text(${quoteText(path)})`);
    const [[content] = []] = rows;
    text = String(content);
  } catch (cause) {
    throw new BoardReadError(`Cannot read ${path}: ${firstLineOf(cause)}`, { cause });
  }
  const parsed = parseMetadata(text);
  if (parsed.kind === "metadata") return parsed;
  throw new BoardReadError(`Cannot read ${path}: ${parsed.problem}`);
}
