import { assert, assertEquals, assertMatch } from "@std/assert";
import { Board } from "../../../mod.ts";
import { syncBoards } from "../../../sync/mod.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { SmallS3 } from "../../sync/support/small_s3.ts";
import { kobo } from "../support/kobo.ts";

Deno.test("kobo list, show, sql, export and tail read boards in a bucket; what writes refuses it", async () => {
  using dir = new TempDir();
  await using server = new SmallS3();
  const { address, s3 } = server;
  const options = { backend: "parquet", baseDir: dir.join("home"), captureOutput: false } as const;
  const ended = new Board({ ...options, name: "ended", boardId: "ended" });
  for (let i = 0; i < 3; i++) ended.log({ loss: 1 / (1 + i) });
  Deno.writeTextFileSync(dir.join("weights.txt"), "weights");
  ended.logFile("weights", dir.join("weights.txt"));
  ended.logFile("gone", dir.join("weights.txt"), { metadata: { epoch: 1 } });
  await ended.finish();
  const live = new Board({ ...options, name: "live", boardId: "live" });
  live.log({ loss: 0.5 });
  await live.flush();
  await syncBoards(dir.join("home"), address, { s3 });

  const run = async (...args: string[]) => {
    const env = { ...server.env, KOBO_CACHE_DIR: dir.join("cache") };
    return await kobo(["--dir", address, ...args], { cwd: dir.path, env });
  };
  const [list, sql, show, exported, tail, prune, files, copied] = await Promise.all([
    run("list", "--json"),
    run(
      "sql",
      "all",
      "SELECT board_id, count(*) AS n FROM metrics GROUP BY 1 ORDER BY 1",
      "--json",
    ),
    run("show", "latest", "--json"),
    run("export", "ended", "--out", "-"),
    run("tail", "live", "--json", "--no-follow"),
    run("prune", "--yes"),
    run("files", "ended"),
    run("files", "ended", "--download", "weights", "--out", "copy.txt"),
  ]);
  const listed = JSON.parse(list.stdout).map((
    board: Record<string, unknown>,
  ) => [board.board_id, board.status, board.board_dir]);
  assertEquals(listed, [
    ["live", "running", `${address}/live`],
    ["ended", "finished", `${address}/ended`],
  ], list.stderr);
  assertEquals(JSON.parse(sql.stdout), [{ board_id: "ended", n: 3 }, { board_id: "live", n: 1 }]);
  const shown = JSON.parse(show.stdout);
  assertEquals([shown.name, shown.live, shown.board_dir], ["live", true, `${address}/live`]);
  assertEquals(exported.stdout.trim().split("\n").length, 4, exported.stderr);
  assertEquals(tail.stdout.trim().split("\n").map((line) => JSON.parse(line).loss), [0.5]);
  assert(!files.stdout.includes("let go"), files.stdout);
  assertEquals([copied.stdout.trim(), copied.stderr], ["copy.txt", ""]);
  assertEquals(Deno.readTextFileSync(dir.join("copy.txt")), "weights");
  for (const key of [...server.objects.keys()].filter((key) => key.includes("/files/"))) {
    server.objects.set(key, new TextEncoder().encode("tampered"));
  }
  Deno.removeSync(dir.join("cache"), { recursive: true });
  const tampered = await run("files", "ended", "--download", "weights", "--out", "other.txt");
  assertEquals(tampered.code, 1);
  assertMatch(tampered.stderr, /not as it was written/);
  assertEquals(prune.code, 2);
  assertMatch(prune.stderr, /expected a folder/);
  assert([...server.objects.keys()].includes("ended/metadata.json"));
  await live.finish();

  const nothing = await kobo(["--dir", "s3://bucket/none", "list"], {
    cwd: dir.path,
    env: { ...server.env, KOBO_CACHE_DIR: dir.join("cache") },
  });
  assertEquals(nothing.code, 1);
  assertMatch(nothing.stderr, /no boards in s3:\/\/bucket\/none\/ that a sync has sent/);
});
