import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { rewindBoard } from "../../../board/rewind/rewind_board.ts";
import { BoardLock } from "../../../format/board_lock.ts";
import { putRowsInPlace } from "../../../format/complete_rewind.ts";
import { keptRowsOf } from "../../../format/kept_rows.ts";
import { sealJson } from "../../../format/sealed_json.ts";
import { Board } from "../../../mod.ts";
import { PipedText } from "../../../testing/piped_text.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { makeExampleBoards } from "../support/example_boards.ts";
import { kobo, spawnKobo } from "../support/kobo.ts";
import { LiveRun } from "../support/live_run.ts";
import { makeSmallBoard } from "../support/small_board.ts";
import { waitUntil } from "../support/wait_until.ts";

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
  const stdout = new PipedText(child.stdout);
  await stdout.waitFor(/step /);
  child.kill("SIGINT");
  const { code } = await child.status;
  assertEquals(code, 0);
  await stdout.close();
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

Deno.test("kobo tail that follows a run which is rewound says so, and prints the rows from there anew", async () => {
  using dir = new TempDir();
  const options = { name: "run", boardId: "run", baseDir: dir.path, backend: "parquet" } as const;
  const log = async (mark: string, count: number) => {
    const board = new Board({ ...options, captureOutput: false, systemMetrics: false });
    for (let i = 0; i < count; i++) board.log({ mark });
    await board.finish();
  };
  const boardDir = dir.join("run");
  await log("first", 8);
  await rewindBoard(boardDir, { step: 3 }, () => {});
  await log("second", 2);
  const before = JSON.parse(Deno.readTextFileSync(`${boardDir}/metadata.json`));
  const [kept] = keptRowsOf(boardDir);
  const lock = new BoardLock(boardDir); // It is live as long.
  const child = spawnKobo(["tail", "run", "--dir", dir.path, "-n", "3"]);
  const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
  const texts = ["", ""];
  const outputs = [child.stdout, child.stderr].map(async (stream, index) => {
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) texts[index] += chunk;
  });
  const marks = () => texts[0]!.match(/step \d+|first|second/g)?.join(" ") ?? "";
  await waitUntil(() => marks() === "step 3 first step 4 second step 5 second");
  const rewind = { at: new Date().toISOString(), step: 3, last_step: 5, undone: kept!.name };
  const metadata = { ...before, rewound: [...before.rewound, rewind] };
  Deno.writeTextFileSync(`${kept!.path}/metadata.json`, sealJson(metadata));
  putRowsInPlace(boardDir, kept!.path, "20260102T030405_after_step_3_to_5");
  await waitUntil(() => marks().endsWith("step 7 first"));
  lock.release();
  const [{ code }] = await Promise.all([child.status, ...outputs, child.stdin.close()]);
  clearTimeout(timer);
  assertEquals(
    marks().split(" step 5 second ")[1],
    "step 4 first step 5 first step 6 first step 7 first",
  );
  assertEquals([code, texts[1]!.split("\n")[0]], [0, "run was rewound to step 3"]);
});
