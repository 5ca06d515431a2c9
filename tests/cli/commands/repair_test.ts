import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { Board } from "../../../mod.ts";
import { isLive } from "../../../format/live.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { ForgedBoard, worldIn } from "../../hostile/support/forgery.ts";
import { kobo, spawnKobo } from "../support/kobo.ts";
import { LiveRun } from "../support/live_run.ts";
import { makeSmallBoard } from "../support/small_board.ts";
import { waitUntil } from "../support/wait_until.ts";

Deno.test("kobo repair that is stopped can be repeated", async () => {
  using dir = new TempDir();
  await using run = await LiveRun.start(dir.path, "duckdb");
  await run.kill();
  const repair = ["repair", "latest", "--dir", dir.path];
  const child = spawnKobo(repair);
  const output = child.output();
  await waitUntil(() => isLive(run.boardDir));
  child.kill("SIGTERM");
  const { code, stderr } = await output;
  assertEquals(code, 143);
  assertMatch(new TextDecoder().decode(stderr), /^Stopped; nothing is lost/);
  await child.stdin.close();
  await makeSmallBoard(dir.path, "small");
  await using live = new Board({ name: "live", boardId: "live", baseDir: dir.path });
  const all = await kobo(["repair", "all", "--dir", dir.path]);
  assertEquals([all.code, all.stderr], [0, "live is live, and left alone\n"]);
  const lines = all.stdout.trimEnd().split("\n").toSorted();
  assertMatch(lines[0]!, /is complete: crashed, \d+ steps$/);
  assertEquals(lines.slice(1), ["small needs no repair: finished, 3 steps"]);
  const json = JSON.parse((await kobo(["repair", "all", "--dir", dir.path, "--json"])).stdout);
  assertEquals(json.map(({ repaired }: { repaired: boolean }) => repaired), [false, false]);
  await live.finish();
});

const NOTHING = new Uint8Array();
const BACKENDS = ["duckdb", "parquet"] as const;

for (const backend of BACKENDS) {
  Deno.test(`kobo repair makes a torn file again, and says so (${backend})`, async () => {
    using dir = new TempDir();
    await using run = await LiveRun.start(dir.path, backend);
    await run.kill();
    const data = join(run.boardDir, "data");
    const torn = [...Deno.readDirSync(data)].map(({ name }) => name)
      .find((name) => name.endsWith(".duckdb") || /^metrics.*\.parquet$/.test(name))!;
    const { size } = await Deno.stat(join(data, torn));
    await Deno.truncate(join(data, torn), Math.floor(size / 2));
    const { code, stdout, stderr } = await kobo(["repair", "latest", "--dir", dir.path]);
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /is complete: crashed, \d+ steps\n$/);
    assertMatch(stderr, /set aside in .*damaged_/);
    assert(Number(/(\d+) steps/.exec(stdout)![1]) > 20);
  });
}

Deno.test("kobo repair takes a journal of more segments than readers do", async () => {
  using dir = new TempDir();
  const board = new ForgedBoard(dir.join("many"), worldIn(dir)).killed();
  const journal = board.path("data/journal");
  for (let number = 2; number <= 20_001; number++) {
    Deno.writeFileSync(join(journal, `${String(number).padStart(6, "0")}.journal`), NOTHING);
  }
  const shown = await kobo(["show", "many", "--dir", dir.path]);
  assertEquals(shown.code, 1);
  assertMatch(shown.stderr, /journal: it has 20001 segments, more than 20000/);
  const { code, stdout } = await kobo(["repair", "many", "--dir", dir.path]);
  assertEquals([code, stdout], [0, "many is complete: crashed, 2 steps\n"]);
});
