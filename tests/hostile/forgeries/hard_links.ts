import { exists } from "../../../system/exists.ts";
import type { ForgedBoard, Forgery } from "../support/forgery.ts";

const LETTER = "documents/letter.txt";
const NAMES: Readonly<Record<string, readonly string[]>> = {
  lock: [".lock"],
  logs: ["logs/output.log", "logs/writer.log", "logs/writer.log.1", "media/large.png"],
  write_ahead_log: ["data/board.duckdb.wal"],
  temporary_files: [
    "metadata.json.tmp",
    "file_checksums.json.tmp",
    "metadata.backup.json.tmp",
    "data/journal/setting_aside.tmp",
    "data/checksums.json.tmp",
    "data/metrics.000001.parquet.tmp",
    "media/.incoming.tmp",
  ],
};

/** A file of the user's that is a sound database or table, with other rows than the board's. */
function theirs(board: ForgedBoard, file: "board.duckdb" | "metrics.parquet"): string {
  const path = board.victim(`documents/their_${file}`);
  if (exists(path)) return path;
  const sound = file === "board.duckdb" ? "duckdb" : "parquet";
  Deno.copyFileSync(`${board.world.sound}/${sound}/data/${file}`, path);
  Deno.utimeSync(path, 1_600_000_000, 1_600_000_000);
  return path;
}

/** Second names for files of the user's in the place of a board's files. */
export const HARD_LINKS: Record<string, Forgery> = Object.fromEntries<Forgery>([
  ...Object.entries(NAMES).map(([name, paths]): [string, Forgery] => [
    `hard_links_at_${name}`,
    (board) => {
      board.copyOf("duckdb").killed();
      for (const path of paths) board.hardLink(path, board.victim(LETTER));
    },
  ]),
  ["hard_link_at_the_database_of_a_killed_run", (board) => {
    board.killed().hardLink("data/board.duckdb", theirs(board, "board.duckdb"));
  }],
  ["hard_link_at_the_database_of_a_finished_run", (board) => {
    board.metadata({ status: "finished" })
      .hardLink("data/board.duckdb", theirs(board, "board.duckdb"));
  }],
  ["hard_link_at_a_part_of_a_killed_run", (board) => {
    board.killed({ backend: "parquet" })
      .hardLink("data/metrics.parquet", theirs(board, "metrics.parquet"));
  }],
  ["hard_link_at_a_base_that_replaces_damaged_files", (board) => {
    board.killed().file("data/board.duckdb", "no database")
      .hardLink("data/journal/base/board.duckdb", theirs(board, "board.duckdb"));
  }],
]);
