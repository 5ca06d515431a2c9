import type { Forgery } from "../support/forgery.ts";

/** The names in a board's folder that this package opens, writes or removes. */
const FILES = [
  ".lock",
  "metadata.json",
  "metadata.json.tmp",
  "file_checksums.json",
  "file_checksums.json.tmp",
  "data/board.duckdb",
  "data/board.duckdb.wal",
  "data/metrics.parquet",
  "data/checksums.json",
  "data/checksums.json.tmp",
  "data/journal/000001.journal",
  "data/journal/000002.journal",
  "data/journal/setting_aside",
  "data/journal/setting_aside.tmp",
  "data/journal/base/board.duckdb",
  "data/journal/base/x",
  "logs/output.log",
  "logs/writer.log",
  "media/.incoming.tmp",
] as const;
const FOLDERS = [
  "data",
  "data/journal",
  "data/journal/base",
  "data/journal/base.tmp",
  "data/journal/deferred",
  "data/journal.finished",
  "media",
  "logs",
] as const;
/** One board has some of the links: an attack that fails must not hide behind one that is refused. */
const GROUPS: Record<string, readonly string[]> = {
  all_temporary_files: [
    "metadata.json.tmp",
    "data/checksums.json.tmp",
    "data/journal/setting_aside.tmp",
    "media/.incoming.tmp",
    "data/metrics.parquet.tmp",
    "data/metrics.000001.parquet.tmp",
  ],
  all_logs: ["logs/output.log", "logs/writer.log", "logs/writer.log.1", "logs/output.log.1"],
};

function nameOf(path: string): string {
  return path.replaceAll(/\W+/g, "_").replace(/^_/, "");
}

function base(path: string): "duckdb" | "parquet" {
  return /parquet|checksums/.test(path) ? "parquet" : "duckdb";
}

/** A board of a killed run that has something else at one place. */
function at(path: string, put: (board: Parameters<Forgery>[0]) => void): Forgery {
  return (board) => {
    const backend = base(path);
    board.copyOf(backend).killed({ backend });
    put(board);
  };
}

/** Links and pipes in the place of each file and folder of a board. */
export const LINKS: Record<string, Forgery> = Object.fromEntries<Forgery>([
  ...FILES.map((path): [string, Forgery] => [
    `link_at_${nameOf(path)}`,
    at(path, (board) => board.link(path, board.victim("documents/letter.txt"))),
  ]),
  ...FILES.map((path): [string, Forgery] => [
    `pipe_at_${nameOf(path)}`,
    at(path, (board) => board.pipe(path)),
  ]),
  ...FOLDERS.map((path): [string, Forgery] => [
    `link_for_folder_${nameOf(path)}`,
    at(path, (board) => board.link(path, board.victim("documents"))),
  ]),
  ...Object.entries(GROUPS).map(([name, paths]): [string, Forgery] => [
    `links_at_${name}`,
    at(paths[0]!, (board) => {
      for (const path of paths) board.link(path, board.victim("documents/letter.txt"));
    }),
  ]),
  // What is copied for a resume follows to a place outside, or out of it.
  ["link_to_nothing_at_base_file", (board) => {
    board.copyOf("duckdb").killed()
      .link("data/journal/base/made", board.victim("made.txt"));
  }],
  ["link_to_nothing_at_metadata_tmp", (board) => {
    board.copyOf("duckdb").killed().link("metadata.json.tmp", board.victim("made.txt"));
  }],
  ["link_to_itself", (board) => {
    board.copyOf("duckdb").killed();
    board.link("data/loop", ".").link("logs/loop", "..").link("media/loop", "loop");
  }],
  ["link_to_a_device", (board) => {
    board.copyOf("duckdb").killed().link("logs/output.log", "/dev/zero")
      .link("data/journal/000003.journal", "/dev/zero");
  }],
  ["link_for_a_finished_file", (board) => {
    board.copyOf("duckdb");
    board.link("data/board.duckdb", board.victim("documents/other.duckdb"));
  }],
  ["link_for_a_finished_part", (board) => {
    board.copyOf("parquet");
    board.link("data/metrics.parquet", board.victim("documents/other.parquet"));
  }],
  ["link_and_base_of_a_resumed_run", (board) => {
    board.copyOf("duckdb").killed();
    board.file("data/journal/base/board.duckdb", Deno.readFileSync(board.path("data/board.duckdb")))
      .link("data/board.duckdb", board.victim("documents/letter.txt"));
  }],
  ["folder_for_the_checksums", (board) => {
    board.copyOf("parquet");
    Deno.removeSync(board.path("file_checksums.json"));
    Deno.mkdirSync(board.path("file_checksums.json/inner"), { recursive: true });
  }],
  ["pipes_at_rotated_logs", (board) => {
    board.copyOf("duckdb").killed();
    for (const name of ["writer.log", "writer.log.1", "writer.log.2", "output.log"]) {
      board.pipe(`logs/${name}`);
    }
  }],
  ["pipes_at_further_parts", (board) => {
    board.copyOf("parquet").killed({ backend: "parquet" });
    for (const name of ["metrics.000001.parquet", "media.parquet", "tables.parquet.tmp"]) {
      board.pipe(`data/${name}`);
    }
  }],
  ["pipes_in_a_finished_board", (board) => {
    board.copyOf("duckdb").pipe("media/x.png").pipe("logs/output.log").pipe("data/other");
  }],
  ["pipe_for_each_folder", (board) => {
    board.metadata();
    for (const path of ["data", "media", "logs"]) board.pipe(path);
  }],
  ["sockets_for_files", (board) => {
    board.copyOf("duckdb").killed();
    for (const path of ["data/board.duckdb", "logs/output.log", "data/journal/000002.journal"]) {
      board.socket(path);
    }
  }],
  ["sockets_for_lock_and_metadata", (board) => {
    board.copyOf("duckdb").killed().socket(".lock").socket("metadata.json");
  }],
  ["link_chain_that_leaves_and_returns", (board) => {
    board.copyOf("duckdb").killed().link("a", board.dir).link("data/b", "../a/../../..")
      .link("media/c.png", "../a/media/d.png");
  }],
  ["links_at_copies_of_a_base", (board) => {
    board.copyOf("parquet").killed({ backend: "parquet" });
    for (const name of ["metrics.parquet", "checksums.json", "metrics.000001.parquet.tmp"]) {
      board.link(`data/journal/base/${name}`, board.victim("documents/letter.txt"))
        .link(`data/journal/base.tmp/${name}`, board.victim("documents/letter.txt"));
    }
  }],
  ["links_at_deleted_boards", (board) => {
    board.copyOf("duckdb").killed().link(".deleted_x", board.victim("documents"))
      .link("data/.deleted_1", board.victim("documents"));
  }],
  ["folder_for_each_file", (board) => {
    board.killed();
    for (const path of [".lock", "data/board.duckdb", "logs/output.log", "logs/writer.log"]) {
      Deno.mkdirSync(board.path(`${path}/inner`), { recursive: true });
    }
  }],
]);
