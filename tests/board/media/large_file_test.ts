import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { OpenBoards } from "../open_boards.ts";
import { RowReader } from "../../support/row_reader.ts";
import { readTable } from "../../support/read_table.ts";

const MIB = 1024 ** 2;
const SIZE_MIB = 128;
/** Of a process that logs the file, beyond one that does the same without. */
const MAX_GROWTH_MIB = 64;

/** How a script that logs a video went. */
interface Report {
  boardDir: string;
  logMs: number;
  /** The longest that its event loop stood still while the writer copied and hashed. */
  longestTurnMs: number;
  /** The most memory of its process before and after `logVideo()`. */
  peakBeforeMib: number;
  peakMib: number;
}

/** A file that begins like a video, and differs in every MiB of it. */
function writeVideo(path: string): string {
  using file = Deno.openSync(path, { create: true, write: true });
  const hash = createHash("sha256");
  const piece = new Uint8Array(MIB);
  for (let i = 0; i < SIZE_MIB; i++) {
    for (let at = i; at < MIB; at += 4096) piece[at] = i + at;
    if (i === 0) piece.set(new TextEncoder().encode("\0\0\0\x18ftypisom\0\0\x02\0isomiso2"));
    file.writeSync(piece);
    hash.update(piece);
  }
  return hash.digest("hex");
}

async function logVideo(args: string[]): Promise<Report> {
  const script = new URL("./fixtures/log_video.ts", import.meta.url).href;
  const config = new URL("../../../deno.json", import.meta.url).pathname;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", `--config=${config}`, script, ...args],
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test({
    name: `logVideo() copies a large file without holding it, with ${backend}`,
    ignore: Deno.build.os !== "linux", // A process's most memory is read from /proc.
    async fn() {
      await using boards = new OpenBoards();
      await using reader = new RowReader();
      const path = boards.dir.join("large.mp4");
      const expected = writeVideo(path);

      const report = await logVideo([backend, boards.dir.path, path]);
      const growth = report.peakMib - report.peakBeforeMib;
      assert(growth < MAX_GROWTH_MIB, `${JSON.stringify(report)}`);
      assert(report.logMs < 1000, `The script was held up: ${JSON.stringify(report)}`);

      const [row] = await readTable(reader, { boardDir: report.boardDir, backend }, "media");
      assertEquals([row!.media_id, row!.type, row!.format], [expected, "video", "mp4"]);
      assertEquals(Number(row!.size_bytes), SIZE_MIB * MIB);
      const hash = createHash("sha256");
      using copy = Deno.openSync(String(row!.path));
      for await (const piece of copy.readable) hash.update(piece);
      assertEquals(hash.digest("hex"), expected);
    },
  });
}
