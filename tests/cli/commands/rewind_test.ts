import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { openBoard } from "../../../reader/mod.ts";
import { OpenBoards } from "../../board/open_boards.ts";
import { kobo } from "../support/kobo.ts";

Deno.test("kobo rewind goes back to a row, lists what is kept aside, and brings it back", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ boardId: "run" });
  for (let i = 0; i < 10; i++) board.log({ loss: i });
  await board.finish();
  const run = (...args: string[]) => kobo([...args, "--dir", boards.dir.path]);
  const lastStep = async () => {
    await using reader = await openBoard(board.boardDir);
    return Number((await reader.sql("SELECT max(step) FROM metrics")).rows[0]?.[0]);
  };

  const rewound = await run("rewind", "run", "--to-step", "4");
  assertEquals(rewound.code, 0, rewound.stderr);
  assertMatch(
    rewound.stdout,
    /^run goes on after step 4; steps 5 to 9 are kept as \d+T\d+_after_step_4_to_9, see --undo\n$/,
  );
  const refused = await run("rewind", "run", "--to-step", "9");
  const [list, json, show, verify] = await Promise.all([
    run("rewind", "run", "--list"),
    run("rewind", "run", "--list", "--json"),
    run("show", "run"),
    run("verify", "run"),
  ]);
  assertMatch(list.stdout, /KEPT AS .*\n\d+T\d+_after_step_4_to_9 +5 to 9 /);
  const [kept] = JSON.parse(json.stdout);
  assertEquals([kept.step, kept.last_step], [4, 9]);
  assertStringIncludes(show.stdout, `kept aside`);
  assertStringIncludes(show.stdout, `steps 5 to 9 as ${kept.kept_as}`);
  assertEquals(verify.code, 0, verify.stdout);
  assertEquals(refused.code, 1);
  assertMatch(refused.stderr, /Cannot rewind .* to step 9: its steps are 0 to 4/);
  assertEquals(await lastStep(), 4);

  const undone = await run("rewind", "run", "--undo");
  assertEquals(undone.stdout, `run has the rows of ${kept.kept_as} again\n`);
  assertEquals(await lastStep(), 9);
  // One after the other: each takes the board's lock.
  const nothing = await run("rewind", "run", "--undo");
  const noName = await run("rewind", "run", "--undo", "nope");
  const usage = await run("rewind", "run", "--to-step", "1", "--list");
  assertMatch(nothing.stderr, /Cannot undo a rewind of .*: nothing is kept aside/);
  assertMatch(noName.stderr, /Cannot undo the rewind nope/);
  assertEquals([nothing.code, noName.code, usage.code], [1, 1, 2]);

  await run("rewind", "run", "--to-step", "2");
  const listed = await run("rewind", "run", "--drop", "all");
  assertMatch(listed.stderr, /Would delete the rows of 1 rewind; add --yes/);
  assert(Deno.statSync(`${board.boardDir}/rewound`).isDirectory);
  const dropped = await run("rewind", "run", "--drop", "all", "--yes");
  assertEquals([dropped.code, dropped.stderr.includes("Deleted the rows of 1 rewind")], [0, true]);
  assertEquals([...Deno.readDirSync(board.boardDir)].some(({ name }) => name === "rewound"), false);
  assertEquals(await lastStep(), 2);
});
