import { parseStruct, serializeStruct } from "../../../backends/parquet/thrift_compact.ts";
import { FileMetaData, structs } from "../../../backends/parquet/footer_fields.ts";
import { eventsFrame } from "../support/event_frames.ts";
import { bytesOf, doubles, type ForgedColumn } from "../support/forged_frames.ts";
import { forgedPayload, frameOf, keyColumns, texts } from "../support/forged_frames.ts";
import { awaitingImages } from "../support/forged_records.ts";
import type { ForgedBoard, Forgery } from "../support/forgery.ts";
import { duckdb, parquet } from "./sizes.ts";
import { STEERING } from "./texts.ts";

/** What cannot become a text. */
const NO_TEXT = { toString: 1, valueOf: 2 };
const HOLES = 2 ** 40;
const [FILES, SYSTEM, ALERTS] = [4, 5, 6];
const STEP = "9007199254740993 AS step, NULL::BIGINT AS global_step, now()::TIMESTAMP AS timestamp";

function metadata(change: Record<string, unknown>): Forgery {
  return (board) => void board.copyOf("duckdb").metadata({ status: "finished", ...change });
}

function numbers(...items: bigint[]): ForgedColumn {
  const body = bytesOf(BigInt64Array.from(items));
  return { name: "number", type: 3, valueCount: items.length, body };
}

function rows(table: number, rowCount: number, ...columns: ForgedColumn[]): Uint8Array {
  return forgedPayload({ table, rowCount, columns: [...keyColumns(rowCount), ...columns] });
}

/** A killed board with two rows of metrics, and frames of event tables. */
function events(...payloads: (() => Uint8Array)[]): Forgery {
  return (board) => {
    const metrics = rows(0, 2, doubles("loss", 1, 2));
    board.metadata().journal(frameOf(metrics), ...payloads.map((make) => eventsFrame(make())));
  };
}

/** A finished board with something in its folder `files`. */
function inFiles(put: (board: ForgedBoard) => void): Forgery {
  return (board) => put(board.copyOf("duckdb"));
}

/** A board that a sync has sent, without rows. */
function sent(put: (board: ForgedBoard) => void): Forgery {
  return (board) => {
    board.metadata({ backend: "parquet" })
      .file("sync.json", '{"version":1,"claims":[],"data":{}}');
    put(board);
  };
}

/** A board whose footer of `metrics` claims other rows than it has. */
function claimingRows(count: number): Forgery {
  return (board) => {
    board.copyOf("parquet").remove("file_checksums.json");
    const bytes = Deno.readFileSync(board.path("data/metrics.parquet"));
    const start = bytes.length - 8 - new DataView(bytes.buffer).getUint32(bytes.length - 8, true);
    const footer = parseStruct(bytes.subarray(start, bytes.length - 8));
    for (const part of [footer, ...structs(footer, FileMetaData.rowGroups)]) {
      part.set(FileMetaData.numRows, { type: 6, value: count });
    }
    const made = serializeStruct(footer);
    const tail = bytesOf(Uint32Array.of(made.length));
    const all = [bytes.subarray(0, start), made, tail, bytes.subarray(bytes.length - 4)];
    board.file("data/metrics.parquet", Uint8Array.from(all.flatMap((part) => [...part])));
  };
}

/** What came after the first version: event tables, logged files, labels, forks, boards of a sync. */
export const LATER: Record<string, Forgery> = {
  fork_of_no_text: metadata({ forked_from: { board_id: NO_TEXT, step: NO_TEXT } }),
  runtime_of_no_texts: metadata({ runtime: { deno: NO_TEXT, os: NO_TEXT, git_commit: NO_TEXT } }),
  end_at_no_time: metadata({ finished_at: NO_TEXT, resumed_at: [NO_TEXT], error: NO_TEXT }),
  ranks_without_end: metadata({ group: "g", rank: 2 ** 53 - 1, world_size: 2 ** 53 - 1 }),
  summary_that_steers: metadata({ summary: { [Object.values(STEERING).join("")]: "last" } }),
  file_remarks_nested_deeply: events(() =>
    rows(
      FILES,
      1,
      numbers(0n),
      ...["name", "filename", "path", "sha256"].map((name) => texts(name, `\u001b[2J${name}`)),
      texts("metadata", `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`),
    )
  ),
  events_of_other_tables: events(
    () => rows(0, 2, doubles("loss", 1, 2)),
    () => eventsFrame(rows(ALERTS, 1, numbers(0n), texts("title", "x"))).subarray(16),
    () => rows(ALERTS, 2, texts("title", "x", "y")),
    () => rows(SYSTEM, 2, numbers(9n, 3n), texts("value", "x", "y"), doubles("name", 1, 2)),
    () => rows(FILES, 1, numbers(2n ** 63n - 1n), texts("filename", "../../x")),
  ),
  index_of_files_that_is_a_pipe: inFiles((board) => board.pipe("files/index.json")),
  index_of_files_that_is_a_folder: inFiles((board) => board.file("files/index.json/x", "")),
  index_of_files_elsewhere: inFiles((board) => {
    const files = ["../../../home/documents/letter.txt", "x_0123456789abcdef"]
      .map((filename, number) => ({ name: "ckpt", filename, number }));
    board.file("files/index.json", JSON.stringify({ version: 1, files }))
      .link("files/x_0123456789abcdef", board.victim("documents/letter.txt"));
  }),
  incoming_files_that_are_folders: inFiles((board) =>
    board.file("files/.incoming.tmp/x", "").file("media/.incoming.tmp/x", "")
  ),
  hashed_files_of_holes: (board) =>
    void board.copyOf("duckdb").sparse("files/x_0123456789abcdef.pt", HOLES)
      .sparse("media/large_00000000_01234567.png", HOLES),
  sent_output_of_holes: sent((board) =>
    board.sparse("logs/output.000000000000-549755813887.log", 2 ** 39)
  ),
  sent_part_that_is_a_pipe: sent((board) =>
    board.pipe("live/metrics.000000000000-000000000009.parquet")
      .link("live/metrics.000000000010-000000000019.parquet", board.victim("documents/name.txt"))
  ),
  steps_that_no_number_holds: parquet(
    "beyond",
    `SELECT ${STEP}, 1.5::DOUBLE AS loss FROM range(30000)`,
  ),
  parquet_of_a_trillion_rows: claimingRows(2 ** 40),
  duckdb_with_a_great_default: duckdb(
    "great_default",
    "CREATE TABLE b.metrics (step BIGINT, global_step BIGINT, timestamp TIMESTAMP, " +
      "note VARCHAR DEFAULT (repeat('a', 1000000000)))",
    "INSERT INTO b.metrics VALUES (0, NULL, now()::TIMESTAMP, 'x')",
  ),
  records_of_one_array_often: (board) => void board.metadata().journal(awaitingImages(board, 3000)),
};

/** The steps that each of them aims at. */
export const AIMED: Record<string, readonly string[]> = {
  fork_of_no_text: ["show"],
  runtime_of_no_texts: ["show"],
  end_at_no_time: ["show", "watch"],
  ranks_without_end: ["list", "show"],
  summary_that_steers: ["fork"],
  file_remarks_nested_deeply: ["files", "files_json", "share"],
  events_of_other_tables: ["show", "tail", "verify", "watch", "repair", "resume_all"],
  index_of_files_that_is_a_pipe: ["files", "resume_all"],
  index_of_files_that_is_a_folder: ["resume_all"],
  index_of_files_elsewhere: ["verify", "download", "resume_all"],
  incoming_files_that_are_folders: ["resume_all"],
  hashed_files_of_holes: ["verify", "sync"],
  sent_output_of_holes: ["show", "sync", "share"],
  sent_part_that_is_a_pipe: ["show", "sql", "sync"],
  steps_that_no_number_holds: ["tail"],
  parquet_of_a_trillion_rows: ["list", "sql"],
  duckdb_with_a_great_default: ["show", "resume"],
  records_of_one_array_often: ["repair"],
};
