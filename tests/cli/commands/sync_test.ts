import { assert, assertEquals, assertMatch } from "@std/assert";
import { Board } from "../../../mod.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { Random } from "../../faults/support/random.ts";
import { count, SEED } from "../../faults/support/suite.ts";
import { RemoteCheck } from "../../sync/support/remote_check.ts";
import { kobo, spawnKobo } from "../support/kobo.ts";
import { LiveRun } from "../support/live_run.ts";

Deno.test("kobo sync sends boards, says what it sent, and fails where one could not be sent", async () => {
  using dir = new TempDir();
  for (const boardId of ["run_1", "run_2"]) {
    const board = new Board({ name: "sent", boardId, baseDir: dir.join("kohakuboard") });
    board.log({ loss: 1 });
    await board.finish();
  }
  const sync = (...args: string[]) => kobo(["sync", ...args], { cwd: dir.path });

  const dry = await sync("run_1", "there", "--dry-run");
  assertEquals([dry.code, dry.stdout], [0, "run_1\n"]);
  assertMatch(dry.stderr, /^1 board would be sent, 1 row, /);
  const one = await sync("run_1", "there", "--json", "--exclude", "logs,media");
  const { sent, rows, target } = JSON.parse(one.stdout);
  assertEquals([one.code, sent, rows, target], [0, ["run_1"], 1, "there"]);
  Deno.removeSync(dir.join("kohakuboard", "run_2", "data"), { recursive: true });
  const all = await sync("all", "there");
  assertEquals(all.code, 1);
  assertMatch(all.stderr, /run_2: .*board\.duckdb is missing/);

  for (
    const args of [[], ["latest"], ["there", "--interval", "now"], ["there", "--include", "x"]]
  ) {
    assertEquals((await sync(...args)).code, 2, args.join(" "));
  }
  assertEquals((await sync("nothing", "there")).code, 1);
});

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test({
    name:
      `kobo sync --follow sends each row of a live run once, however often it is killed (${backend})`,
    ignore: Deno.build.os === "windows",
    async fn() {
      using dir = new TempDir();
      const random = new Random(`${SEED} ${backend}`);
      await using run = await LiveRun.start(dir.join("home"), backend);
      await using check = new RemoteCheck();
      const boardDir = dir.join("there", `live_${backend}`);
      const args = ["--dir", dir.join("home"), "sync", "all", dir.join("there")];
      const steps = () => check.steps(boardDir, (step) => 1 / (1 + step));
      for (let kill = 0; kill < count(2, 100); kill++) {
        const child = spawnKobo([...args, "--follow", "--interval", "0.1s"]);
        await new Promise((resolve) => setTimeout(resolve, random.int(500, 3000)));
        child.kill("SIGKILL");
        await child.output();
        await child.stdin.abort().catch(() => {});
        await steps();
      }
      const child = spawnKobo([...args, "--follow", "--interval", "0.1s"]);
      const before = await steps();
      const deadline = performance.now() + 60_000;
      while (await steps() <= before) assert(performance.now() < deadline, "nothing was sent");
      const total = await run.end();
      while (await steps() < total || isThere(`${boardDir}/live`)) {
        assert(performance.now() < deadline, "the end was not sent");
      }
      child.kill("SIGINT");
      const { code, stderr } = await child.output();
      await child.stdin.abort().catch(() => {});
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      assertEquals(await steps(), total);
    },
  });
}

/** Whether there is something in a folder. */
function isThere(folder: string): boolean {
  return [...Deno.readDirSync(folder)].length > 0;
}
