import { assert, assertEquals } from "@std/assert";
import { basename, join } from "@std/path";
import { copyFolder, filesIn } from "../../faults/support/copy_folder.ts";
import { damageFile, dataFile, spliceMetadata } from "../../faults/support/damage.ts";
import { type Answer, Server } from "../../faults/support/server.ts";
import { type Snapshot, takeSnapshots } from "../../faults/support/snapshots.ts";
import { type BackendName, BACKENDS, count, faultTest } from "../../faults/support/suite.ts";

interface Read {
  rowCount: number;
  distinct: number;
  wrongCount: number;
  scalars: number;
  status: string;
  problems: string[];
}

/** How many rows each snapshot has once it was resumed and finished, by a reader that is not ours. */
async function completeRows(snapshots: readonly Snapshot[], dir: string) {
  await using opener = new Server("board_server.ts");
  await using foreign = new Server("reader_server.ts");
  const complete = new Map<Snapshot, number>();
  for (const snapshot of snapshots) {
    const copy = join(dir, "control");
    copyFolder(snapshot.dir, copy);
    await opener.get({ do: "create", options: { baseDir: dir, boardId: "control" } });
    await opener.get({ do: "finish" });
    const { value } = await foreign.ask({ do: "rows", dataDir: join(copy, "data") });
    complete.set(snapshot, (value as { distinct: number } | undefined)?.distinct ?? 0);
    Deno.removeSync(copy, { recursive: true });
  }
  return complete;
}

/** The folder's files, with what a write would change. */
function stateOf(dir: string): string[] {
  return filesIn(dir).map((path) => {
    const { size, mtime } = Deno.statSync(join(dir, path));
    return `${path} ${size} ${mtime?.getTime()}`;
  });
}

function kindOf(path: string): string {
  if (path.includes("journal/base")) return "journal/base";
  if (path.includes("journal/")) return "journal";
  return /parquet$/.test(path) ? "parquet" : basename(path);
}

/** What the reader makes of a damaged board: it must be clear, and change nothing. */
async function read(reader: Server, boardDir: string, title: string): Promise<Answer> {
  const before = stateOf(boardDir);
  const answer = await reader.ask({ do: "read", boardDir }, 30_000);
  assertEquals(stateOf(boardDir), before, `${title}: nothing is written`);
  if (answer.error !== undefined) {
    assertEquals(answer.error.name, "BoardReadError", `${title}: ${answer.error.message}`);
    assert(answer.error.message.includes(boardDir), `${title}: ${answer.error.message}`);
  }
  return answer;
}

function assertSound({ rowCount, distinct, wrongCount, scalars }: Read, title: string): void {
  assertEquals(rowCount, distinct, `${title}: no row twice`);
  assertEquals(wrongCount, 0, `${title}: every value in its row`);
  assertEquals(scalars, rowCount, `${title}: all values`);
}

for (const backend of BACKENDS) {
  faultTest(20, `the reader on torn and flipped files (${backend})`, async (context) => {
    const { random, dir, say } = context;
    const snapshots = await takeSnapshots(dir, backend as BackendName, count(2, 12));
    const complete = await completeRows(snapshots, dir);
    await using reader = new Server("our_reader_server.ts");
    for (const snapshot of snapshots) {
      const { value } = await read(reader, snapshot.dir, "undamaged");
      const found = value as Read;
      assertSound(found, "undamaged");
      assertEquals(found.distinct, complete.get(snapshot), "an undamaged snapshot is complete");
      assertEquals(found.problems, []);
      assertEquals(found.status, snapshot.finished ? "finished" : "crashed");
    }
    const outcomes = new Map<string, number>();
    for (let i = 0; i < count(30, 250); i++) {
      const snapshot = random.pick(snapshots);
      const boardDir = join(dir, `case_${i}`);
      copyFolder(snapshot.dir, boardDir);
      const files = filesIn(boardDir).filter((path) => !/^logs|\.lock$/.test(path));
      const kind = random.pick([...new Set(files.map(kindOf))]);
      const path = random.pick(files.filter((file) => kindOf(file) === kind));
      const how = damageFile(random, join(boardDir, path));
      const title = `case ${i}: ${path}, ${how}${snapshot.finished ? ", of a finished run" : ""}`;
      const { value, error } = await read(reader, boardDir, title);
      let outcome: string;
      if (error !== undefined) {
        // Where there is no other copy. A newer version in flipped metadata is one too.
        assert(snapshot.finished || kind === "metadata.json", `${title}: ${error.message}`);
        outcome = "refused";
      } else {
        const found = value as Read;
        outcome = found.problems.length > 0 ? "shown, damage named" : "shown";
        if (!snapshot.finished) {
          assertSound(found, title);
          if (kind !== "journal") {
            assertEquals(found.distinct, complete.get(snapshot), `${title}: ${found.problems}`);
          } else if (found.distinct < complete.get(snapshot)!) {
            // Else it was cut off at its end, as a kill does it.
            const named = found.problems.some((problem) => problem.includes("journal"));
            assert(named || /^cut|text|zeros instead|SQLite/.test(how), `${title}: not named`);
          }
        }
      }
      const key = `${kind}: ${outcome}`;
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
      Deno.removeSync(boardDir, { recursive: true });
    }
    for (const [outcome, n] of [...outcomes].sort()) say(`${outcome} ${n}`);
  });
}

faultTest(21, "the reader on a torn DuckDB metadata block, and on a stale WAL", async (context) => {
  const { random, dir, say } = context;
  const snapshots = await takeSnapshots(dir, "duckdb", count(3, 12));
  const complete = await completeRows(snapshots, dir);
  await using reader = new Server("our_reader_server.ts");
  const large = snapshots.filter(({ dir, finished }) => {
    return !finished && sizeOf(dataFile(dir, "board.duckdb")) > 45_056;
  });
  const withWal = snapshots.filter(({ dir }) => sizeOf(dataFile(dir, "board.duckdb.wal")) >= 0);
  let named = 0;
  let cases = 0;
  for (let i = 0; i < count(6, 60); i++) {
    const boardDir = join(dir, `case_${i}`);
    let of: Snapshot;
    let how: string;
    if (i % 2 === 0 && large.length > 1) {
      const at = random.int(0, large.length - 2);
      of = large[at]!;
      copyFolder(of.dir, boardDir);
      const newer = dataFile(large[at + 1]!.dir, "board.duckdb");
      how = spliceMetadata(random, dataFile(boardDir, "board.duckdb"), newer);
    } else {
      const stale = withWal.length > 0 ? random.pick(withWal) : undefined;
      const later = snapshots.slice(snapshots.indexOf(stale!) + 1).filter((one) => !one.finished);
      if (stale === undefined || later.length === 0) continue;
      of = random.pick(later);
      copyFolder(of.dir, boardDir);
      Deno.copyFileSync(
        dataFile(stale.dir, "board.duckdb.wal"),
        dataFile(boardDir, "board.duckdb.wal"),
      );
      how = "a stale WAL";
    }
    const { value, error } = await read(reader, boardDir, how);
    assertEquals(error, undefined, how);
    const found = value as Read;
    assertSound(found, how);
    assertEquals(found.distinct, complete.get(of), `${how}: complete; ${found.problems}`);
    cases++;
    if (found.problems.length > 0) named++;
    Deno.removeSync(boardDir, { recursive: true });
  }
  say(`${cases} cases, all complete; in ${named} of them damage was named`);
});

faultTest(22, "the reader on a foreign file in place of ours, and on no file", async ({ dir }) => {
  await using reader = new Server("our_reader_server.ts");
  const contents = {
    SQLite: "SQLite format 3\0" + "\0".repeat(4080),
    text: "step,loss\n0,0.5\n",
    empty: "",
    zeros: "\0".repeat(8192),
  };
  const metadata = {
    name: "foreign",
    config: {},
    created_at: "2026-01-01T00:00:00.000Z",
    format_version: 1,
    status: "finished",
    runtime: {},
  };
  for (
    const [backend, file] of [["duckdb", "board.duckdb"], ["parquet", "metrics.parquet"]] as const
  ) {
    for (const [name, content] of Object.entries(contents)) {
      const boardDir = join(dir, `${backend}_${name}`);
      Deno.mkdirSync(join(boardDir, "data"), { recursive: true });
      Deno.writeTextFileSync(join(boardDir, "data", file), content);
      const text = JSON.stringify({ ...metadata, backend, board_id: basename(boardDir) });
      Deno.writeTextFileSync(join(boardDir, "metadata.json"), text);
      const { error } = await read(reader, boardDir, boardDir);
      assert(error?.message.includes(file), `${boardDir}: ${error?.message}`);
    }
  }
  for (const files of [[], ["metadata.json.tmp"], [".lock"], ["metadata.json"]]) {
    const boardDir = join(dir, `only_${files.join("") || "a_folder"}`);
    Deno.mkdirSync(join(boardDir, "data", "journal"), { recursive: true });
    for (const file of files) {
      const text = file === "metadata.json" ? '{"format_version": 99}' : "{";
      Deno.writeTextFileSync(join(boardDir, file), text);
    }
    const { error } = await read(reader, boardDir, boardDir);
    assert(error !== undefined, `${boardDir} is refused`);
  }
  const { value } = await reader.ask({ do: "list", baseDir: dir });
  const listed = value as { boardId: string; status: string; problems: string[] }[];
  assertEquals(listed.length, 12);
  for (const { boardId, problems } of listed) {
    assert(problems.length > 0, `${boardId}: it is said what is wrong`);
  }
  assertEquals(listed.filter(({ status }) => status === "broken").length, 4);
});

/** -1 where there is no such file. */
function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return -1;
  }
}
