/**
 * The life of a board that a process writes and is killed, as `kobo` shows it.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { RowReader } from "../support/row_reader.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { kobo, spawnKobo } from "./support/kobo.ts";
import { LiveRun } from "./support/live_run.ts";

const BACKENDS = ["duckdb", "parquet"] as const;

for (const backend of BACKENDS) {
  Deno.test(`kobo sees a live run, and repairs it when it was killed (${backend})`, async (t) => {
    using dir = new TempDir();
    const base = ["--dir", dir.path];
    await using run = await LiveRun.start(dir.path, backend);
    const metadataFile = join(run.boardDir, "metadata.json");
    const before = JSON.parse(await Deno.readTextFile(metadataFile));

    await t.step("list calls it running; repair and prune leave it alone", async () => {
      const [board] = JSON.parse((await kobo(["list", ...base, "--json"])).stdout);
      assertEquals([board.status, board.live], ["running", true]);
      const repair = await kobo(["repair", "latest", ...base]);
      assertEquals(repair.code, 1);
      assertMatch(repair.stderr, /it is live/);
      const prune = await kobo(["prune", ...base, "--name", "*", "--yes"]);
      assertEquals([prune.code, prune.stdout], [0, ""]);
      assert(await run.isLive());
    });

    let rows = 0;
    await t.step("tail follows it, each row once, to its end", async () => {
      const child = spawnKobo(["tail", "latest", ...base, "-n", "5", "--json"]);
      const stderr = new Response(child.stderr).text();
      // Killed once it follows: five rows were there before.
      const late = setTimeout(() => void run.kill(), 60_000);
      let stdout = "";
      for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
        stdout += part;
        if (stdout.split("\n").length > 7 && await run.isLive()) await run.kill();
      }
      clearTimeout(late);
      const { code } = await child.status;
      const steps = stdout.trimEnd().split("\n").map((line) => JSON.parse(line).step);
      assertEquals(code, 0);
      assertEquals(steps, Array.from({ length: steps.length }, (_, i) => steps[0] + i));
      assert(steps.length > 5, `${steps}`);
      assertMatch(await stderr, /crashed\n$/);
      rows = steps.at(-1) + 1;
    });

    await t.step("what was killed is listed as crashed, its rows are all there", async () => {
      const [board] = JSON.parse((await kobo(["list", ...base, "--json"])).stdout);
      assertEquals([board.status, board.live, board.counts.steps], ["crashed", false, rows]);
      const { stdout } = await kobo(["show", "latest", ...base]);
      assertMatch(stdout, /^status +crashed, killed; kobo repair completes its files$/m);
      await Deno.stat(join(run.boardDir, "data", "journal"));
    });

    await t.step("repair completes it, and changes nothing else", async () => {
      const { code, stdout, stderr } = await kobo(["repair", "latest", ...base]);
      assertEquals([code, stderr], [0, ""]);
      assertEquals(
        stdout,
        `live_${backend} is complete: crashed, ${rows.toLocaleString("en")} steps\n`,
      );
      const after = JSON.parse(await Deno.readTextFile(metadataFile));
      const { finished_at, checksum, error } = after;
      assertMatch(error, /^killed after \d/);
      assertEquals(after, { ...before, status: "crashed", finished_at, checksum, error });
      await using reader = new RowReader();
      const sql = "SELECT count(*), max(step), max(epoch_ms(timestamp)) FROM ";
      const data = join(run.boardDir, "data");
      const { cells: [[count] = [], [last] = [], [ms] = []] } = backend === "duckdb"
        ? await reader.query(join(data, "board.duckdb"), `${sql} metrics`)
        : await reader.query("", `${sql} '${join(data, "metrics.parquet")}'`);
      assertEquals([count, last], [BigInt(rows), BigInt(rows - 1)]);
      assertEquals(Number(ms), Date.parse(finished_at));
      assertEquals([...Deno.readDirSync(data)].some(({ name }) => name === "journal"), false);
      assertEquals([...Deno.readDirSync(run.boardDir)].some(({ name }) => name === ".lock"), false);
    });

    await t.step("repair of a board that is complete changes nothing", async () => {
      const metadata = await Deno.readTextFile(metadataFile);
      const { code, stdout } = await kobo(["repair", "latest", ...base, "--json"]);
      const { repaired, status, steps } = JSON.parse(stdout);
      assertEquals({ code, repaired, status, steps }, {
        code: 0,
        repaired: false,
        status: "crashed",
        steps: rows,
      });
      assertEquals(await Deno.readTextFile(metadataFile), metadata);
    });
  });
}
