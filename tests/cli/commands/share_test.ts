import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Board } from "../../../mod.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { kobo } from "../support/kobo.ts";

Deno.test("kobo share says what a page will contain, writes it, and asks nobody in a script", async () => {
  using dir = new TempDir();
  for (const boardId of ["run_1", "run_2"]) {
    const board = new Board({ name: "shared", boardId, baseDir: dir.join("kohakuboard") });
    board.log({ loss: 1 });
    await board.finish();
  }
  const share = (...args: string[]) => kobo(["share", ...args], { cwd: dir.path });

  const one = await share("run_1", "--out", "site", "--without", "config,logs,argv,host");
  assertEquals([one.code, one.stdout], [0, "run_1\n"], one.stderr);
  assertMatch(
    one.stderr,
    /^To .*site: 1 board, 1 row, .* on this disk\n {2}run_1 \(shared\): 1 row/,
  );
  assertStringIncludes(one.stderr, "With metrics, alerts, media, tables, histograms, notes\n");
  assertStringIncludes(one.stderr, "Left out: config, argv, host, logs\n");
  assertMatch(one.stderr, /1 board shared, 1 row, .* in \d+ files; in .*site\n$/);
  assert(Deno.statSync(dir.join("site", "index.html")).isFile);

  Deno.removeSync(dir.join("kohakuboard", "run_2", "data"), { recursive: true });
  const all = await share("all", "--out", "site", "--json");
  assertEquals(all.code, 1);
  assertEquals(JSON.parse(all.stdout).shared, ["run_1"]);
  assertMatch(all.stderr, /run_2: /);

  for (
    const args of [["run_1"], ["--out", "x"], ["run_1", "--out", "x", "--without", "secrets"]]
  ) {
    assertEquals((await share(...args)).code, 2, args.join(" "));
  }
  const single = await share("run_1", "--single-file", "run.html", "--max-size", "2MB");
  assertEquals([single.code, single.stdout], [0, "run_1\n"], single.stderr);
  assertMatch(single.stderr, /1 board shared, 1 row, .* in 1 file; in .*run\.html\n$/);
  for (const more of [["--out", "x", "--single-file", "y"], ["--out", "x", "--max-size", "2MB"]]) {
    assertEquals((await share("run_1", ...more)).code, 2, more.join(" "));
  }
  const refused = await share("run_1", "--out", "kohakuboard");
  assertEquals(refused.code, 1);
  assertStringIncludes(refused.stderr, "a folder with other things in it");
  assertEquals((await share("nothing", "--out", "x")).code, 1);
});
