import { assert, assertEquals } from "@std/assert";
import { basename, join } from "@std/path";
import { readRows, type RowsFound } from "./support/board_check.ts";
import { copyFolder, filesIn } from "./support/copy_folder.ts";
import { damageFile, dataFile, spliceMetadata } from "./support/damage.ts";
import { type Answer, Server } from "./support/server.ts";
import { type Snapshot, takeSnapshots } from "./support/snapshots.ts";
import { type BackendName, BACKENDS, count, faultTest } from "./support/suite.ts";

/** Opens a board and finishes it, in a process that may die of it. */
class Opener implements AsyncDisposable {
  #server = new Server("board_server.ts");
  readonly backend: BackendName;

  constructor(backend: BackendName) {
    this.backend = backend;
  }

  /** What came of it. A process that died or hung throws. */
  async open(boardDir: string): Promise<{ opened: Answer; finished: Answer; said: string }> {
    const before = this.#server.stderr.length;
    const options = { baseDir: join(boardDir, ".."), boardId: basename(boardDir) };
    const opened = await this.#server.ask({ do: "create", options }, 30_000);
    const finished = opened.error === undefined
      ? await this.#server.ask({ do: "finish" }, 60_000)
      : opened;
    return { opened, finished, said: this.#server.stderr.slice(before) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}

/** What every board must have after it was opened and finished, whatever was damaged. */
async function assertSound(reader: Server, boardDir: string, title: string): Promise<RowsFound> {
  const rows = await readRows(reader, boardDir);
  assertEquals(rows.rowCount, rows.distinct, `${title}: no row twice`);
  assertEquals(rows.wrongCount, 0, `${title}: every value in its row`);
  return rows;
}

function assertOurs(error: NonNullable<Answer["error"]>, boardDir: string, title: string): void {
  const clear = /^Cannot /.test(error.message) && !error.message.includes("The writer failed") &&
    error.message.includes(boardDir) &&
    ["Error", "BoardWriteError", "BackendDamagedError"].includes(error.name);
  assert(clear, `${title}: not a clear error of ours: ${error.name}: ${error.message}`);
}

/** What the backend's own files of a snapshot hold, read by others; -1 where they cannot. */
async function rowsInFiles(reader: Server, dir: string, copy: string): Promise<number> {
  copyFolder(dir, copy); // DuckDB may put a file in order that it opens.
  const { value } = await reader.ask({ do: "rows", dataDir: join(copy, "data") });
  Deno.removeSync(copy, { recursive: true });
  return (value as RowsFound | undefined)?.distinct ?? -1;
}

for (const backend of BACKENDS) {
  const row = backend === "duckdb" ? 4 : 11;
  faultTest(row, `torn and flipped files of every kind (${backend})`, async (context) => {
    const { random, dir, say } = context;
    await using reader = new Server("reader_server.ts");
    const snapshots = await takeSnapshots(dir, backend, count(2, 20));
    let opener = new Opener(backend);
    const complete = new Map<Snapshot, number>();
    const inFiles = new Map<Snapshot, number>();
    const outcomes = new Map<string, number>();
    const failures: string[] = [];
    try {
      for (const snapshot of snapshots) {
        inFiles.set(snapshot, await rowsInFiles(reader, snapshot.dir, join(dir, "copy")));
        const control = join(dir, "control");
        copyFolder(snapshot.dir, control);
        const { finished } = await opener.open(control);
        assertEquals(finished.error, undefined, "an undamaged copy");
        complete.set(snapshot, (await assertSound(reader, control, "an undamaged copy")).distinct);
        Deno.removeSync(control, { recursive: true });
      }
      for (let i = 0; i < count(20, 250); i++) {
        const snapshot = random.pick(snapshots);
        const boardDir = join(dir, `case_${i}`);
        copyFolder(snapshot.dir, boardDir);
        const files = filesIn(boardDir).filter((path) => !/^logs|\.lock$/.test(path));
        // As likely to hit each kind of file, however many there are of it.
        const kinds = [...new Set(files.map(kindOf))];
        const kind = random.pick(kinds);
        const path = random.pick(files.filter((file) => kindOf(file) === kind));
        const how = damageFile(random, join(boardDir, path));
        const damaged = Deno.readFileSync(join(boardDir, path));
        const title = `case ${i}: ${path}, ${how}${snapshot.finished ? ", of a finished run" : ""}`;
        let outcome: string;
        try {
          const { finished, said } = await opener.open(boardDir);
          outcome = finished.error === undefined
            ? said.includes("damaged") ? "damage found and said" : "opened"
            : "refused";
          if (finished.error !== undefined) {
            assertOurs(finished.error, boardDir, title);
            assertEquals(Deno.readFileSync(join(boardDir, path)), damaged, `${title}: untouched`);
            const onlyCopy = snapshot.finished || kind === "metadata.json" ||
              kind === "journal/base";
            assert(
              onlyCopy,
              `${title}: refused, though the journal has it: ${finished.error.message}`,
            );
          } else if (!snapshot.finished) {
            const { distinct } = await assertSound(reader, boardDir, title);
            const least = kind === "journal" ? inFiles.get(snapshot)! : complete.get(snapshot)!;
            assert(distinct >= least, `${title}: ${distinct} rows of ${least}; ${said}`);
          }
          if (outcome === "damage found and said" && said.includes("set aside in ")) {
            const kept = filesIn(boardDir).some((file) =>
              file.includes("damaged_") && basename(file) === basename(path) &&
              equal(Deno.readFileSync(join(boardDir, file)), damaged)
            );
            assert(kept || kind === "board.duckdb.wal", `${title}: kept as it was; ${said}`);
          }
          Deno.removeSync(boardDir, { recursive: true });
        } catch (error) {
          outcome = "FAILED";
          failures.push(`${title}: ${(error as Error).message.slice(0, 800)}`);
          if ((error as Error).name === "ServerGone") {
            await opener[Symbol.asyncDispose]();
            opener = new Opener(backend);
          }
        }
        const key = `${kind}: ${outcome}`;
        outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
      }
    } finally {
      await opener[Symbol.asyncDispose]();
    }
    for (const [outcome, n] of [...outcomes].sort()) say(`${outcome} ${n}`);
    for (const failure of failures) say(failure);
    assertEquals(failures.length, 0, failures.join("\n"));
  });
}

/** Which kind of file a path of a board is. */
function kindOf(path: string): string {
  if (path.includes("journal/base")) return "journal/base";
  if (path.includes("journal/")) return "journal";
  return /parquet$/.test(path) ? "parquet" : basename(path);
}

faultTest(3, "a torn DuckDB metadata block", async ({ random, dir, say }) => {
  await using reader = new Server("reader_server.ts");
  await using opener = new Opener("duckdb");
  const snapshots = (await takeSnapshots(dir, "duckdb", count(2, 12)))
    .filter(({ dir, finished }) => !finished && sizeOf(dataFile(dir, "board.duckdb")) > 45_056);
  assert(snapshots.length > 1, "two snapshots with a metadata block");
  let setAside = 0;
  const cases = count(4, 60);
  for (let i = 0; i < cases; i++) {
    const at = random.int(0, snapshots.length - 2);
    const boardDir = join(dir, `case_${i}`);
    copyFolder(snapshots[at]!.dir, boardDir);
    const expected = await expectedRows(reader, opener, snapshots[at]!.dir, join(dir, "control"));
    const newer = dataFile(snapshots[at + 1]!.dir, "board.duckdb");
    const how = spliceMetadata(random, dataFile(boardDir, "board.duckdb"), newer);
    const { finished, said } = await opener.open(boardDir);
    assertEquals(finished.error, undefined, how);
    const { distinct } = await assertSound(reader, boardDir, how);
    assertEquals(distinct, expected, `${how}: complete; ${said}`);
    if (said.includes("set aside")) setAside++;
    Deno.removeSync(boardDir, { recursive: true });
  }
  say(`${cases} spliced: ${setAside} set aside and made again, the others were readable`);
});

faultTest(5, "a stale WAL beside a newer file", async ({ random, dir, say }) => {
  await using reader = new Server("reader_server.ts");
  await using opener = new Opener("duckdb");
  const snapshots = await takeSnapshots(dir, "duckdb", count(2, 12));
  const withWal = snapshots.filter(({ dir }) => sizeOf(dataFile(dir, "board.duckdb.wal")) >= 0);
  say(`${withWal.length} of ${snapshots.length} snapshots have a WAL`);
  for (let i = 0; i < count(4, 60) && withWal.length > 0; i++) {
    const stale = random.pick(withWal);
    const boardDir = join(dir, `case_${i}`);
    const later = snapshots.slice(snapshots.indexOf(stale) + 1).filter((one) => !one.finished);
    if (later.length === 0) continue;
    const newer = random.pick(later);
    copyFolder(newer.dir, boardDir);
    const expected = await expectedRows(reader, opener, newer.dir, join(dir, "control"));
    Deno.copyFileSync(
      dataFile(stale.dir, "board.duckdb.wal"),
      dataFile(boardDir, "board.duckdb.wal"),
    );
    const { finished } = await opener.open(boardDir);
    assertEquals(finished.error, undefined);
    const { distinct } = await assertSound(reader, boardDir, "stale WAL");
    assertEquals(distinct, expected, "complete");
    Deno.removeSync(boardDir, { recursive: true });
  }
});

faultTest(6, "a kill at creation", async ({ dir }) => {
  await using reader = new Server("reader_server.ts");
  for (const backend of BACKENDS) {
    const ofBackend = /^data\/[^/]*(duckdb|parquet)$/;
    const snapshot = (await takeSnapshots(dir, backend, 2))
      .find((one) => !one.finished && filesIn(one.dir).some((path) => ofBackend.test(path)))!;
    await using opener = new Opener(backend);
    const name = filesIn(snapshot.dir).find((path) => ofBackend.test(path))!;
    const expected = await expectedRows(reader, opener, snapshot.dir, join(dir, "control"));
    for (const size of [0, 1, 4096, 8192, 12288]) {
      const boardDir = join(dir, `${backend}_${size}`);
      copyFolder(snapshot.dir, boardDir);
      Deno.truncateSync(join(boardDir, name), size);
      const { finished } = await opener.open(boardDir);
      assertEquals(finished.error, undefined, `${name} of ${size} bytes`);
      assertEquals((await assertSound(reader, boardDir, name)).distinct, expected);
    }
    // Before the first block there is a folder, with or without metadata.
    for (const files of [[], ["metadata.json"], ["metadata.json.tmp"], [".lock"]]) {
      const boardDir = join(dir, `${backend}_${files.join("") || "empty"}`);
      Deno.mkdirSync(join(boardDir, "data", "journal"), { recursive: true });
      for (const file of files) {
        if (file === ".lock") Deno.writeTextFileSync(join(boardDir, file), "");
        else Deno.copyFileSync(join(snapshot.dir, "metadata.json"), join(boardDir, file));
      }
      const { finished } = await opener.open(boardDir);
      assertEquals(finished.error, undefined, `only ${files}`);
    }
    for (const { name, isDirectory } of Deno.readDirSync(dir)) {
      if (isDirectory) Deno.removeSync(join(dir, name), { recursive: true });
    }
  }
});

faultTest(19, "a foreign file in place of ours", async ({ dir }) => {
  await using server = new Server("board_server.ts");
  const contents = {
    SQLite: "SQLite format 3\0" + "\0".repeat(4080),
    text: "step,loss\n0,0.5\n",
    empty: "",
    zeros: "\0".repeat(8192),
  };
  for (const [backend, file] of [["duckdb", "board.duckdb"], ["parquet", "metrics.parquet"]]) {
    for (const [name, content] of Object.entries(contents)) {
      const boardDir = join(dir, `${backend}_${name}`);
      Deno.mkdirSync(join(boardDir, "data"), { recursive: true });
      const path = join(boardDir, "data", file!);
      Deno.writeTextFileSync(path, content);
      const options = { baseDir: dir, boardId: basename(boardDir), backend };
      const { error } = await server.ask({ do: "create", options });
      assert(error !== undefined, `${name} for ${file} is refused`);
      assertOurs(error, boardDir, `${name} for ${file}`);
      assertEquals(Deno.readTextFileSync(path), content, "never overwritten");
    }
  }
});

/** How many rows an undamaged copy has, opened and finished. */
async function expectedRows(
  reader: Server,
  opener: Opener,
  from: string,
  copy: string,
): Promise<number> {
  copyFolder(from, copy);
  const { finished } = await opener.open(copy);
  assertEquals(finished.error, undefined, "an undamaged copy");
  const { distinct } = await assertSound(reader, copy, "an undamaged copy");
  Deno.removeSync(copy, { recursive: true });
  return distinct;
}

/** -1 where there is no such file. */
function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return -1;
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
