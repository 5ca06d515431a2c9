import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { assertRows, leftovers } from "./support/board_check.ts";
import { run, unmount } from "./support/mounts.ts";
import { Server } from "./support/server.ts";
import { type BackendName, BACKENDS, canMount, faultTest, LONG } from "./support/suite.ts";
import { until } from "../viewer/support/until.ts";

async function create(server: Server, options: object): Promise<string> {
  const { boardDir } = await server.get<{ boardDir: string }>({ do: "create", options });
  return boardDir;
}

for (const backend of BACKENDS) {
  const options = (dir: string) => ({
    baseDir: dir,
    boardId: "board",
    backend,
    flushIntervalMs: 100,
  });

  faultTest(14, `two processes, one board (${backend})`, async ({ dir }) => {
    await using first = new Server("board_server.ts");
    await using second = new Server("board_server.ts");
    await using reader = new Server("reader_server.ts");
    const boardDir = await create(first, options(dir));
    await first.get({ do: "log", count: 100 });
    const refused = await second.ask({ do: "create", options: options(dir) });
    assertEquals(refused.error?.name, "BoardLockedError");
    assert(refused.error!.message.includes(boardDir), refused.error!.message);
    await first.get({ do: "log", count: 100 });
    first.kill("SIGKILL");
    await first.ended();
    await create(second, options(dir)); // The system has freed it.
    await second.get({ do: "log", count: 10 });
    await second.get({ do: "finish" });
    await using third = new Server("board_server.ts");
    await create(third, options(dir)); // Finished, and free while its process lives.
    const { currentStep } = await third.get<{ currentStep: number }>({ do: "log", count: 1 });
    await third.get({ do: "finish" });
    await assertRows(reader, boardDir, currentStep + 1);
  });

  faultTest(15, `two boards on one folder in one process (${backend})`, async ({ dir }) => {
    await using server = new Server("board_server.ts");
    await using reader = new Server("reader_server.ts");
    const boardDir = await create(server, options(dir));
    Deno.symlinkSync(dir, join(dir, "link"));
    Deno.symlinkSync(boardDir, join(dir, "other_name"));
    const spellings = [
      options(dir),
      { ...options(dir), baseDir: join(dir, "board") + "/.." },
      { ...options(dir), baseDir: join(dir, "link") },
      { ...options(dir), boardId: "other_name" },
    ];
    for (const spelling of spellings) {
      const { error } = await server.ask({ do: "create", key: "second", options: spelling });
      assertEquals(error?.name, "BoardLockedError", JSON.stringify(spelling));
      const inWorker = await server.ask({ do: "create in worker", options: spelling });
      assertEquals(inWorker.value, "BoardLockedError", JSON.stringify(spelling));
    }
    await server.get({ do: "log", count: 500 });
    await server.get({ do: "finish" });
    await assertRows(reader, boardDir, 500);
  });

  faultTest(17, `the folder is removed in mid-run (${backend})`, async ({ dir }) => {
    await using server = new Server("board_server.ts");
    const boardDir = await create(server, options(dir));
    await server.get({ do: "log", count: 100 });
    await server.get({ do: "flush" });
    Deno.removeSync(boardDir, { recursive: true });
    await goOnAndFail(server, boardDir, "removed");
  });

  faultTest(18, `a missing or read-only folder (${backend})`, async ({ dir }) => {
    await using server = new Server("board_server.ts");
    await using reader = new Server("reader_server.ts");
    Deno.writeTextFileSync(join(dir, "file"), "");
    const below = join(dir, "file", "not", "there");
    const { error } = await server.ask({ do: "create", options: options(below) });
    assert(error?.message.includes(below), error?.message);
    assertEquals([...Deno.readDirSync(dir)].map(({ name }) => name), ["file"], "nothing is made");
    const missing = join(dir, "not", "there");
    const made = await create(server, options(missing));
    await server.get({ do: "log", count: 10 });
    await server.get({ do: "finish" });
    await assertRows(reader, made, 10);
    const inFile = await server.ask({ do: "create", options: options(join(dir, "file")) });
    assert(inFile.error?.message.includes("not a folder"), inFile.error?.message);
    if (!LONG || !canMount()) return;
    const mounted = join(dir, "mounted");
    Deno.mkdirSync(mounted);
    run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", mounted);
    try {
      run("mount", "-o", "remount,ro", mounted);
      const refused = await server.ask({ do: "create", options: options(mounted) });
      assert(refused.error?.message.includes(mounted), refused.error?.message);
      run("mount", "-o", "remount,rw", mounted);
      const boardDir = await create(server, options(mounted));
      await server.get({ do: "log", count: 100 });
      await server.get({ do: "flush" });
      // A file that is open for writing keeps it from becoming read-only: so
      // by way of a bind mount of the same.
      const busy = new Deno.Command("mount", { args: ["-o", "remount,ro", mounted] }).outputSync();
      if (busy.success) {
        await server.get({ do: "log", count: 100 });
        assertEquals((await server.ask({ do: "flush" })).error?.name, "BoardWriteError");
        run("mount", "-o", "remount,rw", mounted);
        await server.get({ do: "finish" });
        await assertRows(reader, boardDir, 200);
      } else {
        await server.get({ do: "finish" });
      }
    } finally {
      unmount(mounted);
    }
  });

  faultTest(20, `odd paths (${backend})`, async ({ dir }) => {
    await using server = new Server("board_server.ts");
    await using reader = new Server("reader_server.ts");
    const names = [
      "it's",
      "new\nline",
      "ünï çödé 🦕",
      "a b  c",
      "100%",
      "#hash",
      "%20",
      "$HOME",
      '"',
    ];
    for (const name of LONG ? names : names.slice(0, 5)) {
      const boardDir = await create(server, options(join(dir, name)));
      await server.get({ do: "log", count: 100 });
      await server.get({ do: "finish" });
      await assertRows(reader, boardDir, 100);
      assertEquals(leftovers(boardDir), []);
    }
    const { error } = await server.ask({ do: "create", options: options(join(dir, "what?")) });
    assertEquals(error?.name, "TypeError");
    assert(error!.message.includes("?"), error!.message);
  });

  faultTest(22, `5,000 metrics (${backend})`, async ({ dir, say }) => {
    await using server = new Server("board_server.ts");
    await using reader = new Server("reader_server.ts");
    const wide = { baseDir: dir, boardId: "board", backend };
    const shape = LONG ? "very wide" : "wide"; // 5,000 and 500.
    const boardDir = await create(server, wide);
    await server.get({ do: "log", count: 20, shape });
    const flushed = await server.ask({ do: "flush" });
    assertEquals(flushed.error, undefined);
    await server.get({ do: "log", count: 20, shape });
    const finished = await server.ask({ do: "finish" });
    assertEquals(finished.error, undefined);
    await assertRows(reader, boardDir, 40);
    const again = await server.ask({ do: "create", options: wide });
    assertEquals(again.error, undefined);
    await server.get({ do: "finish" });
    const ms = [flushed, finished, again].map((answer) => answer.ms.toFixed(0));
    say(`${shape}: flush ${ms[0]} ms, finish ${ms[1]} ms, resumed in ${ms[2]} ms`);
  });
}

/** The script goes on, it is said once, and the board's end says that rows are lost. */
async function goOnAndFail(server: Server, boardDir: string, what: string): Promise<void> {
  await server.get({ do: "log", count: 200, pauseMs: 2 });
  const { error } = await server.ask({ do: "flush" });
  assertEquals(error?.name, "BoardWriteError");
  assert(error!.message.includes(what), error!.message);
  await until(() => server.stderr.includes(boardDir)); // It comes by another pipe than the answer.
  assertEquals((await server.ask({ do: "finish" })).error?.name, "BoardWriteError");
}

faultTest(21, "names that cannot be, and all others", async ({ dir }) => {
  await using server = new Server("board_server.ts");
  await using reader = new Server("reader_server.ts");
  const refused = ["", "a\0b", "\ud800", "Loss", "step", "global_step", "timestamp"];
  const kept = [
    "loss",
    "a/b",
    "it's",
    '"',
    "a b",
    "🦕",
    "__proto__",
    "x".repeat(10_000),
    "%s",
    "{a}",
  ];
  for (const backend of BACKENDS satisfies readonly BackendName[]) {
    const boardDir = await create(server, { baseDir: dir, boardId: backend, backend });
    await server.get({ do: "log names", names: ["check", ...kept] });
    for (const name of refused) {
      const { error } = await server.ask({ do: "log names", names: [name] });
      assert(["TypeError", "RangeError"].includes(error?.name ?? ""), `${JSON.stringify(name)}`);
    }
    await server.get({ do: "finish" });
    const columns = await reader.get<string[][]>({
      do: "columns",
      dataDir: join(boardDir, "data"),
    });
    const expected = ["step", "global_step", "timestamp", "check", ...kept];
    assertEquals(columns.flat().sort(), expected.sort());
    await assertRows(reader, boardDir, 1);
  }
});
