import { join } from "@std/path";
import type { FilesFormat } from "../../format/files_format.ts";
import { isSentBoard } from "../../format/sent_board.ts";
import { isOfUpstream } from "../../format/upstream.ts";
import type { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";
import type { BackendFiles, FilesSettings } from "./backend_files.ts";
import { DuckDbFiles } from "./duckdb_files.ts";
import { JournalTail } from "./journal_tail.ts";
import { KeptChecksums } from "./kept_checksums.ts";
import { ParquetFiles } from "./parquet_files.ts";
import { UpstreamFiles } from "./upstream_files.ts";

/** Where a board's rows are, and what reads them. */
export interface SnapshotPlace {
  /** The folder with `data/` and the checksums. */
  rowsDir: string;
  files: BackendFiles;
  base: BackendFiles;
  tail: JournalTail;
  kept: KeptChecksums;
}

/** What reads the rows of a board in this folder. Reads nothing yet. */
export function openPlace(
  duckdb: SandboxedDuckDb,
  boardDir: string,
  rowsDir: string,
  settings: FilesSettings & { format: FilesFormat },
): SnapshotPlace {
  const { format } = settings;
  const dataDir = join(rowsDir, "data");
  const isUpstream = isOfUpstream(boardDir);
  const liveDir = isSentBoard(boardDir) ? join(boardDir, "live") : undefined;
  const filesIn = (dir: string, liveDir?: string) =>
    isUpstream
      ? new UpstreamFiles(duckdb, dir, settings)
      : format === "duckdb"
      ? new DuckDbFiles(duckdb, dir, settings)
      : new ParquetFiles(duckdb, dir, settings.tables, { liveDir });
  return {
    rowsDir,
    files: filesIn(dataDir, liveDir),
    base: filesIn(join(dataDir, "journal", "base")),
    tail: new JournalTail(duckdb, dataDir, settings.alias),
    kept: new KeptChecksums(rowsDir),
  };
}
