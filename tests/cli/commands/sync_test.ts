import { existsSync } from "node:fs";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { Board } from "../../../mod.ts";
import { FolderStore } from "../../../stores/folder_store.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { Random } from "../../faults/support/random.ts";
import { count, LONG, SEED } from "../../faults/support/suite.ts";
import { killSyncs } from "../../sync/support/killed_syncs.ts";
import { PyArrowCheck } from "../../sync/support/pyarrow_check.ts";
import { killKobo } from "../support/kill_kobo.ts";
import { kobo } from "../support/kobo.ts";

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
    const args of [[], ["latest"], ["run_1"], ["there", "--interval", "now"], [
      "there",
      "--include",
      "x",
    ]]
  ) {
    assertEquals((await sync(...args)).code, 2, args.join(" "));
  }
  assertEquals((await sync("nothing", "there")).code, 1);
  assertMatch((await sync()).stderr, /expected a target, .* after the boards; received none/);
  assertMatch((await sync("run_1")).stderr, /received only the board run_1/);
  assert(!existsSync(dir.join("run_1")), "a board was taken for the target");
});

Deno.test({
  name: "kobo sync --follow sends each row of live runs once, however often it is killed (folder)",
  ignore: Deno.build.os === "windows",
  async fn() {
    using dir = new TempDir();
    const [target, random] = [dir.join("there"), new Random(`${SEED} folder kills`)];
    using store = new FolderStore(target);
    const pyArrow = LONG ? await PyArrowCheck.find() : undefined; // It is installed by pip.
    const place = { target, store, folder: target, random, pyArrow };
    const { text } = await killSyncs(count(2, 500), place);
    console.log(`seed ${SEED}: ${text}`);
  },
});

Deno.test("kobo pull fetches what kobo sync has sent, and leaves what is there", async () => {
  using dir = new TempDir();
  for (const boardId of ["run_1", "run_2"]) {
    const board = new Board({ name: "sent", boardId, baseDir: dir.join("kohakuboard") });
    board.log({ loss: 1 });
    await board.finish();
  }
  const run = (...args: string[]) => kobo(args, { cwd: dir.path });
  await run("sync", "share");
  const query = ["sql", "run_1", "SELECT count(*) AS n FROM metrics", "--json"];
  assertEquals(JSON.parse((await run("--dir", "share", ...query)).stdout), [{ n: 1 }]);
  const latest = await run("--dir", "newest", "pull", "share", "latest");
  assertEquals([latest.code, latest.stdout], [0, "run_2\n"]);
  const server = await run("sync", "runs.example.org");
  assertEquals(server.code, 1);
  assertMatch(server.stderr, /expected https:\/\/runs\.example\.org, or \.\/runs/);
  const one = await run("--dir", "other", "pull", "share", "run_2");
  assertEquals([one.code, one.stdout], [0, "run_2\n"]);
  assertMatch(one.stderr, /^1 board fetched; 0 here already; in .*other\n$/);
  const all = await run("--dir", "other", "pull", "share", "--json");
  assertEquals(JSON.parse(all.stdout), {
    pulled: ["run_1"],
    existing: ["run_2"],
    failed: [],
    problems: [],
  });
  const listed = await run("--dir", "other", "list", "--json");
  assertEquals(JSON.parse(listed.stdout).length, 2);
  const missing = await run("--dir", "other", "pull", "share", "run_3");
  assertEquals(missing.code, 1);
  assertMatch(missing.stderr, /Cannot find the board "run_3".*there are run_2, run_1/);
  assertEquals((await run("pull")).code, 2);
});

Deno.test({
  name: "kobo pull that is killed leaves whole boards only",
  ignore: Deno.build.os === "windows",
  async fn() {
    using dir = new TempDir();
    const random = new Random(`${SEED} pull`);
    for (let run = 0; run < 8; run++) {
      const options = { name: "sent", boardId: `run_${run}`, baseDir: dir.join("home") };
      const board = new Board({ ...options, captureOutput: false });
      for (let step = 0; step < 5; step++) board.log({ loss: step });
      await board.finish();
    }
    const sync = ["--dir", dir.join("home"), "sync", dir.join("share")];
    assertEquals((await kobo(sync)).code, 0);
    const pull = ["--dir", dir.join("there"), "pull", dir.join("share")];
    for (let kill = 0; kill < count(3, 100); kill++) {
      await killKobo(random.int(200, 1500), pull);
      const sql = ["--dir", dir.join("there"), "sql", "all", "--json"];
      const { code, stdout, stderr } = await kobo([
        ...sql,
        "SELECT board_id, count(*) AS n FROM metrics GROUP BY ALL",
      ]);
      if (code !== 0) {
        assertMatch(stderr, /does not exist|no boards|Cannot open/);
        continue;
      }
      for (const { n } of JSON.parse(stdout)) assertEquals(n, 5);
      if (random.next() < 0.3) Deno.removeSync(dir.join("there"), { recursive: true });
    }
    const { code, stderr } = await kobo(pull);
    assertEquals(code, 0, stderr);
  },
});
