import { assertEquals, assertMatch } from "@std/assert";
import { Board } from "../../../mod.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { kobo } from "../support/kobo.ts";

Deno.test("kobo files lists what was logged, and copies it out", async () => {
  using dir = new TempDir();
  const path = dir.join("model.pt");
  const board = new Board({
    name: "files",
    boardId: "run",
    baseDir: dir.join("boards"),
    backend: "parquet",
    captureOutput: false,
  });
  for (let i = 0; i < 3; i++) {
    board.log({ loss: i });
    Deno.writeTextFileSync(path, `content ${i}`);
    board.logFile("model\x1b[31m", path, { keep: 2, metadata: { epoch: i } });
  }
  await board.finish();
  const base = ["--dir", dir.join("boards")];
  const ends = await Promise.all([
    kobo(["files", "run", ...base]),
    kobo(["files", "run", ...base, "--json"]),
    kobo(["files", "run", ...base, "--download", "model\x1b[31m", "--out", dir.join("last.pt")]),
    kobo(["files", "run", ...base, "--download", "model\x1b[31m", "--step", "1"], {
      cwd: dir.path,
    }),
    kobo(["files", "run", ...base, "--download", "model\x1b[31m", "--step", "0"]),
    kobo(["files", "run", ...base, "--download", "models", "--out", path]),
    kobo(["files", "run", ...base, "--download", "model\x1b[31m", "--out", path]),
    kobo(["files", "run", ...base, "--out", path]),
  ]);
  const [list, json, last, second, first, unknown, existing, misused] = ends;
  assertEquals(ends.map(({ code }) => code), [0, 0, 0, 0, 1, 1, 1, 2]);
  assertMatch(list!.stdout, /STEP +NAME.*\n +0 +model\\u001b\[31m.* let go\n +1 .*\n +2 /);
  assertEquals(
    JSON.parse(json!.stdout).map((
      row: { step: number; metadata: unknown },
    ) => [row.step, row.metadata]),
    [[0, { epoch: 0 }], [1, { epoch: 1 }], [2, { epoch: 2 }]],
  );
  assertEquals(Deno.readTextFileSync(dir.join("last.pt")), "content 2");
  assertEquals(last!.stdout, `${dir.join("last.pt")}\n`);
  assertEquals(Deno.readTextFileSync(dir.join(second!.stdout.trim())), "content 1");
  assertMatch(first!.stderr, /of step 0: it is there of step 1, 2/);
  assertMatch(unknown!.stderr, /Cannot copy the file "models": the board has "model/);
  assertMatch(existing!.stderr, /it is there already; --overwrite replaces it/);
  assertMatch(misused!.stderr, /expected --download/);
});
