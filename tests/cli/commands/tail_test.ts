import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { TempDir } from "../../../testing/temp_dir.ts";
import { makeExampleBoards } from "../support/example_boards.ts";
import { kobo, spawnKobo } from "../support/kobo.ts";
import { LiveRun } from "../support/live_run.ts";
import { makeSmallBoard } from "../support/small_board.ts";

const BACKENDS = ["duckdb", "parquet"] as const;

Deno.test("kobo tail prints rows", async (t) => {
  using dir = new TempDir();
  await makeExampleBoards(dir.join("boards"));
  const base = ["--dir", dir.join("boards")];

  for (const backend of BACKENDS) {
    const id = `20260102_030405_${backend}`;

    await t.step(`tail ends with a run that has ended (${backend})`, async () => {
      const end = await kobo(["tail", id, ...base, "-n", "3", "-m", "train/loss"]);
      assertEquals(end.code, 0);
      assertEquals(end.stdout.match(/step \d+/g), ["step 101", "step 102"]);
      assertMatch(end.stderr, new RegExp(`^${id} finished at `));
      const json = await kobo(["tail", id, ...base, "-n", "1", "--no-follow", "--json"]);
      const { step, global_step, ["val/loss"]: loss } = JSON.parse(json.stdout);
      assertEquals({ step, global_step, loss }, { step: 103, global_step: 3, loss: 0.25 });
      assertEquals(json.stderr, "");
      const unknown = async (name: string) =>
        (await kobo(["tail", id, ...base, "-m", name])).stderr;
      assertStringIncludes(
        await unknown("nowhere"),
        'Cannot print "nowhere": there is no such metric; the board has "train/loss", "lr", "note", ',
      );
      assertStringIncludes(await unknown("train/los"), 'such metric; is it "train/loss"');
    });
  }
});

Deno.test("kobo tail of a live run ends with Ctrl+C", async () => {
  using dir = new TempDir();
  await using run = await LiveRun.start(dir.path, "parquet");
  const child = spawnKobo(["tail", "latest", "--dir", dir.path]);
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assertStringIncludes((await reader.read()).value!, "step ");
  child.kill("SIGINT");
  const { code } = await child.status;
  assertEquals(code, 0);
  await reader.cancel();
  await child.stdin.close();
  await child.stderr.cancel();
  assert(await run.isLive());
});

Deno.test("kobo tail that catches up ends with Ctrl+C", async () => {
  using dir = new TempDir();
  await makeSmallBoard(dir.path, "run", 200_000);
  const child = spawnKobo(["tail", "run", "--dir", dir.path, "-n", "200000", "-m", "loss"]);
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let lines = 0;
  for (let isTold = false;; isTold = true) {
    const { value, done } = await reader.read();
    if (done) break;
    lines += value.split("\n").length - 1;
    if (!isTold) child.kill("SIGINT");
  }
  assertEquals((await child.status).code, 0);
  assert(lines > 0 && lines < 100_000, `${lines} lines`);
  await child.stdin.close();
  await child.stderr.cancel();
});
