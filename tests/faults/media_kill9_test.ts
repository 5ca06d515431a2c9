/**
 * Kills runs that log media, at any time, and looks for what a kill between a
 * file and its row could leave behind. `KOBO_MEDIA_KILLS` is how many times
 * for each backend, `KOBO_MEDIA_SEED` repeats the random choices.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { join } from "@std/path";
import { PNG } from "pngjs";
import type { ImagesPlan } from "./fixtures/log_images.ts";
import { readTable } from "../support/read_table.ts";
import { Random } from "../support/random.ts";
import { RowReader } from "../support/row_reader.ts";
import { TempDir } from "../../testing/temp_dir.ts";

const KILLS = Number(Deno.env.get("KOBO_MEDIA_KILLS") ?? 10);
const SEED = Number(Deno.env.get("KOBO_MEDIA_SEED") ?? Date.now() % 1_000_000);
const MIB = 1024 ** 2;
const MAX_DELAY_MS = 700;

/** What was found on the boards of all kills. */
interface Found {
  rows: number;
  files: number;
  /** Rows of videos that were not copied yet. */
  lost: number;
  /** Files whose rows were lost: the kill came between. */
  orphans: number;
  /** Runs killed in the midst of writing a file. */
  halfWritten: number;
}

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test({
    name: `media rows have their whole files after SIGKILL at any time (${backend})`,
    ignore: Deno.build.os === "windows",
    async fn() {
      using dir = new TempDir();
      await using reader = new RowReader();
      const random = new Random(SEED);
      const video = dir.join("video.mp4");
      const content = new Uint8Array(8 * MIB);
      content.set(new TextEncoder().encode("\0\0\0\x18ftypisom\0\0\x02\0isomiso2"));
      Deno.writeFileSync(video, content);

      const found: Found = { rows: 0, files: 0, lost: 0, orphans: 0, halfWritten: 0 };
      for (let run = 0; run < KILLS; run++) {
        const boardId = `run_${run}`;
        const boardDir = dir.join(boardId);
        const plan = { baseDir: dir.path, boardId, backend, seed: SEED + run, video };
        await killAfter(random.integer(0, MAX_DELAY_MS), { ...plan, finish: false });
        if (namesIn(join(boardDir, "media")).includes(".incoming.tmp")) found.halfWritten++;
        await finish({ ...plan, finish: true });
        await check(reader, boardDir, backend, found, `seed ${SEED}, run ${run}`);
        Deno.removeSync(boardDir, { recursive: true });
      }
      console.log(`${KILLS} killed with ${backend}, seed ${SEED}: ${JSON.stringify(found)}`);
      assert(found.rows > KILLS, JSON.stringify(found));
    },
  });
}

async function check(
  reader: RowReader,
  boardDir: string,
  backend: string,
  found: Found,
  about: string,
): Promise<void> {
  const files = new Map<string, { hash: string; size: number }>();
  for (const name of namesIn(join(boardDir, "media"))) {
    if (name.startsWith(".")) continue;
    const bytes = Deno.readFileSync(join(boardDir, "media", name));
    const hash = createHash("sha256").update(bytes).digest("hex");
    assertEquals(/_([0-9a-f]{8})\.\w+$/.exec(name)?.[1], hash.slice(0, 8), `${name}, ${about}`);
    if (name.endsWith(".png")) {
      const png = PNG.sync.read(Buffer.from(bytes));
      assertEquals(png.data.length, png.width * png.height * 4, `${name}, ${about}`);
    }
    files.set(name, { hash, size: bytes.length });
  }

  const rows = await mediaRows(reader, boardDir, backend);
  for (const row of rows) {
    if (row.media_id === null) {
      // Only a file that is named by its path can be lost: it is copied after the call.
      assertEquals([row.type, row.filename, row.path], ["video", null, null], about);
      assertMatch(String(row.caption), /^The run was killed before it had copied .*video\.mp4$/);
      found.lost++;
      continue;
    }
    assertEquals(row.path, join(boardDir, "media", String(row.filename)), about);
    const expected = { hash: row.media_id, size: Number(row.size_bytes) };
    assertEquals(files.get(String(row.filename)), expected as never, `${row.filename}, ${about}`);
  }
  const named = new Set(rows.flatMap(({ filename }) => filename === null ? [] : [filename]));
  found.rows += rows.length;
  found.files += files.size;
  found.orphans += [...files.keys()].filter((name) => !named.has(name)).length;
}

/** A run that was killed before it could journal a row has no table. */
async function mediaRows(reader: RowReader, boardDir: string, backend: string) {
  const file = backend === "duckdb" ? "board.duckdb" : "media.parquet";
  if (!namesIn(join(boardDir, "data")).includes(file)) return [];
  return await readTable(reader, { boardDir, backend }, "media");
}

async function killAfter(delayMs: number, plan: ImagesPlan): Promise<void> {
  await using child = start(plan);
  await child.ready();
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  child.process.kill("SIGKILL");
  const { signal } = await child.process.status;
  assertEquals(signal, "SIGKILL");
}

async function finish(plan: ImagesPlan): Promise<void> {
  await using child = start(plan);
  const { code } = await child.process.status;
  assertEquals(code, 0, JSON.stringify(plan));
}

function start(plan: ImagesPlan) {
  const script = new URL("./fixtures/log_images.ts", import.meta.url).href;
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--quiet",
      "--no-check",
      `--config=${config}`,
      script,
      JSON.stringify(plan),
    ],
    stdout: "piped",
  }).spawn();
  return {
    process,
    /** Resolves when it begins to log. */
    async ready() {
      const output = process.stdout.getReader();
      assert(!(await output.read()).done, "The script ended before it logged");
      output.releaseLock();
    },
    async [Symbol.asyncDispose]() {
      await process.stdout.cancel();
    },
  };
}

/** The names in a folder; none where it is not there. */
function namesIn(dir: string): string[] {
  try {
    return [...Deno.readDirSync(dir)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
