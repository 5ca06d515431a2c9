import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { assertRows, leftovers, readRows } from "./support/board_check.ts";
import { run, unmount } from "./support/mounts.ts";
import { Server } from "./support/server.ts";
import { type BackendName, BACKENDS, faultTest } from "./support/suite.ts";

interface Logged {
  currentStep: number;
  slowestMs: number;
}

/** A file system of 6 MiB, to be filled and freed. */
class SmallDisk implements Disposable {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = join(dir, "disk");
    Deno.mkdirSync(this.dir);
    run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", this.dir);
  }

  /** Leaves no byte. */
  fill(): void {
    using file = Deno.openSync(join(this.dir, "filler"), { create: true, append: true });
    for (let size = 65536; size >= 1;) {
      try {
        file.writeSync(new Uint8Array(size));
      } catch {
        size = Math.floor(size / 2);
      }
    }
  }

  free(): void {
    Deno.removeSync(join(this.dir, "filler"));
  }

  [Symbol.dispose](): void {
    unmount(this.dir);
  }
}

async function create(server: Server, disk: SmallDisk, backend: BackendName): Promise<string> {
  const { boardDir } = await server.get<{ boardDir: string }>({
    do: "create",
    options: {
      baseDir: disk.dir,
      boardId: "board",
      backend,
      flushIntervalMs: 100,
      finishTimeoutMs: 3000,
    },
  });
  return boardDir;
}

/** What is in the backend's files is one run of steps, each once. */
async function assertReadable(reader: Server, boardDir: string, least: number): Promise<number> {
  const { rowCount, distinct, last, wrongCount } = await readRows(reader, boardDir);
  assertEquals([distinct, last, wrongCount], [rowCount, rowCount - 1, 0]);
  assert(rowCount >= least, `${rowCount} rows of the ${least} that had been committed`);
  return rowCount;
}

const needs = { long: true, mounts: true };

for (const backend of BACKENDS) {
  const row = backend === "duckdb" ? 7 : 10;
  faultTest(row, `the disk is full in mid-run, and freed (${backend})`, async ({ dir, say }) => {
    using disk = new SmallDisk(dir);
    await using server = new Server("board_server.ts");
    await using reader = new Server("reader_server.ts");
    const boardDir = await create(server, disk, backend);
    await server.get({ do: "log", count: 500, pauseMs: 1 });
    await server.get({ do: "flush" });
    let committed = await assertReadable(reader, boardDir, 500);
    for (let round = 0; round < 5; round++) {
      disk.fill();
      const { slowestMs } = await server.get<Logged>({ do: "log", count: 1000, pauseMs: 1 });
      const { error, ms } = await server.ask({ do: "flush" });
      assertEquals(error?.name, "BoardWriteError");
      committed = await assertReadable(reader, boardDir, committed);
      disk.free();
      await server.get({ do: "flush" });
      committed = await assertReadable(reader, boardDir, 500 + 1000 * (round + 1));
      say(
        `full: slowest log call ${slowestMs.toFixed(1)} ms, flush() rejected after ` +
          `${ms.toFixed(0)} ms; freed: all ${committed} rows`,
      );
    }
    const said = server.stderr.split("\n").filter((line) => line.includes("kohakuboard:"));
    say(`said on stderr: ${said.length} lines, first: ${said[0]}`);
    await server.get({ do: "finish" });
    await assertRows(reader, boardDir, 5500);
    assertEquals(leftovers(boardDir), []);
  }, needs);

  faultTest(row, `the disk is full to the end (${backend})`, async ({ dir, say }) => {
    using disk = new SmallDisk(dir);
    await using reader = new Server("reader_server.ts");
    {
      await using server = new Server("board_server.ts");
      const boardDir = await create(server, disk, backend);
      await server.get({ do: "log", count: 500, pauseMs: 1 });
      await server.get({ do: "flush" });
      await server.get({ do: "log", count: 100, pauseMs: 1 });
      disk.fill();
      await server.get({ do: "log", count: 1000, pauseMs: 1 });
      const { error, ms } = await server.ask({ do: "finish" });
      assertEquals(error?.name, "BoardWriteError");
      say(`finish() rejected after ${ms.toFixed(0)} ms of 3000: ${error!.message}`);
      assert(/data\/journal/.test(error!.message), "it says where the rows are");
      await assertReadable(reader, boardDir, 500);
    }
    disk.free();
    await using server = new Server("board_server.ts");
    const boardDir = await create(server, disk, backend);
    await server.get({ do: "finish" });
    const rows = await assertReadable(reader, boardDir, 500);
    say(`the next run found ${rows} of 1600 rows`);
    assertEquals(leftovers(boardDir), []);
  }, needs);
}

faultTest(8, "a DETACH whose checkpoint fails", async ({ dir, random, say }) => {
  using disk = new SmallDisk(dir);
  await using server = new Server("board_server.ts");
  await using reader = new Server("reader_server.ts");
  const boardDir = await create(server, disk, "duckdb");
  await server.get({ do: "log", count: 100 });
  await server.get({ do: "flush" });
  let steps = 100;
  let rejected = 0;
  // So much room that the WAL still fits and the checkpoint does not, sometimes.
  for (let round = 0; round < 60; round++) {
    disk.fill();
    const filler = join(disk.dir, "filler");
    Deno.truncateSync(filler, Deno.statSync(filler).size - 4096 * random.int(1, 60));
    const { currentStep } = await server.get<Logged>({ do: "log", count: 50, shape: "growing" });
    steps = currentStep + 1;
    if ((await server.ask({ do: "flush" })).error !== undefined) rejected++;
    await assertReadable(reader, boardDir, 100);
    disk.free();
  }
  await server.get({ do: "flush" });
  await server.get({ do: "finish" });
  await assertRows(reader, boardDir, steps);
  say(`60 flushes with a little room, ${rejected} rejected; ${steps} rows, none twice`);
}, needs);
