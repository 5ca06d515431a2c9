import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { assertRows, leftovers } from "./support/board_check.ts";
import { Server } from "./support/server.ts";
import { BACKENDS, faultTest, LONG } from "./support/suite.ts";

/** Where a run's folder goes, and what is in its place then. */
const MOVES: Record<string, (boardDir: string, dir: string) => string> = {
  "is renamed": (boardDir, dir) => {
    const moved = join(dir, "moved");
    Deno.renameSync(boardDir, moved);
    return moved;
  },
  "is replaced by another one": (boardDir, dir) => {
    const moved = join(dir, "moved");
    Deno.renameSync(boardDir, moved);
    Deno.mkdirSync(join(boardDir, "data"), { recursive: true });
    for (const name of [".lock", "metadata.json", "data/somebody's"]) {
      Deno.writeTextFileSync(join(boardDir, name), "theirs");
    }
    return moved;
  },
  "is moved elsewhere": (boardDir, dir) => {
    const moved = join(dir, "some", "where", "else");
    Deno.mkdirSync(join(dir, "some", "where"), { recursive: true });
    Deno.renameSync(boardDir, moved);
    return moved;
  },
  "goes with the folder above it": (boardDir, dir) => {
    Deno.renameSync(join(dir, "base"), join(dir, "other base"));
    return boardDir.replace(join(dir, "base"), join(dir, "other base"));
  },
};

/** What the script does after it. */
const ENDS = ["log, flush, log, finish", "log, finishSync", "finish", "log, exit"];

for (const backend of BACKENDS) {
  faultTest(17, `the folder is moved in mid-run (${backend})`, async (context) => {
    await using reader = new Server("reader_server.ts");
    const cases = Object.entries(MOVES).flatMap(([how, move], index) =>
      ENDS.filter((_, at) => LONG || at === index).map((ends) => ({ how, move, ends }))
    );
    for (const [index, { how, move, ends }] of cases.entries()) {
      const dir = join(context.dir, String(index));
      await using server = new Server("board_server.ts");
      const options = { baseDir: join(dir, "base"), boardId: "board", backend };
      const { boardDir } = await server.get<{ boardDir: string }>({
        do: "create",
        options: { ...options, flushIntervalMs: 100, finishTimeoutMs: 20_000 },
      });
      await server.get({ do: "log", count: 100 });
      await server.get({ do: "flush" });
      const moved = move(boardDir, dir);
      let count = 100;
      for (const call of ends.split(", ")) {
        if (call === "exit") {
          server.ask({ do: "exit", code: 0 }).catch(() => {});
          await server.ended();
          continue;
        }
        await server.get(call === "log" ? { do: "log", count: 200, pauseMs: 1 } : { do: call });
        if (call === "log") count += 200;
      }
      const title = `${how}, then ${ends}: ${server.stderr}`;
      if (!ends.endsWith("exit")) assertEquals(await server.get({ do: "where" }), moved, title);
      await assertRows(reader, moved, count);
      assertEquals(leftovers(moved), [], title);
      const { status } = JSON.parse(Deno.readTextFileSync(join(moved, "metadata.json")));
      assertEquals(status, "finished", title);
      assert(server.stderr.includes(`${boardDir} was renamed to ${moved}`), title);
      if (how === "is replaced by another one") {
        for (const name of [".lock", "metadata.json", "data/somebody's"]) {
          assertEquals(Deno.readTextFileSync(join(boardDir, name)), "theirs", title);
        }
      }
    }
  });

  faultTest(17, `the folder is moved away and comes back (${backend})`, async ({ dir }) => {
    await using server = new Server("board_server.ts");
    await using reader = new Server("reader_server.ts");
    const options = { baseDir: dir, boardId: "board", backend, flushIntervalMs: 100 };
    const { boardDir } = await server.get<{ boardDir: string }>({ do: "create", options });
    await server.get({ do: "log", count: 100, pauseMs: 1 });
    Deno.renameSync(boardDir, join(dir, "moved"));
    await server.get({ do: "log", count: 300, pauseMs: 1 });
    Deno.renameSync(join(dir, "moved"), boardDir);
    await server.get({ do: "log", count: 100, pauseMs: 1 });
    await server.get({ do: "finish" });
    await assertRows(reader, boardDir, 500);
    assertEquals(leftovers(boardDir), []);
  });
}
