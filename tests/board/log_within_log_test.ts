import { assertEquals, assertThrows } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { column, OpenBoards } from "./open_boards.ts";

const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** Calls that a getter or a tensor's method makes within a log call. */
const INNER_CALLS = [
  "log",
  "logImages",
  "logTable",
  "flush",
  "flushSync",
  "finish",
  "finishSync",
] as const;

for (const call of INNER_CALLS) {
  Deno.test(`Board.${call}() within a log call is refused, and nothing of both is recorded`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open();
    const args = call === "log" ? [{ inner: 1 }] : ["inner", [{ a: 1 }]];
    // deno-lint-ignore no-explicit-any -- each takes something else
    const inner = () => (board as any)[call](...args);
    board.log({ loss: 1, text: "a" });
    assertThrows(
      () =>
        board.log({
          loss: 2,
          text: "b",
          fresh: 3,
          get later() {
            inner();
            return 1;
          },
        }),
      Error,
      `Cannot call ${call.startsWith("log") ? "log()" : `${call}()`} within a log call`,
    );
    const tensor = { dataSync: () => (inner(), Float32Array.of(1)) };
    assertThrows(() => board.log({ loss: 2, tensor }), Error, "within a log call");
    board.log({ loss: 3, text: "c" });
    await board.finish();
    const content = await boards.read(board);
    assertEquals(content.columns.map(({ name }) => name).slice(3), ["loss", "text"]);
    assertEquals(column(content, "step"), [0n, 1n]);
    assertEquals(column(content, "loss"), [1, 3]);
    assertEquals(column(content, "text"), ["a", "c"]);
  });
}

Deno.test("a console.warn that logs is called after the row that it warns of", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ onInvalid: "warn", captureOutput: false });
  const { warn } = console;
  console.warn = (message: string) => board.log({ warning: message });
  try {
    board.log({ loss: 1 });
    board.log({ loss: "N/A" as never, lr: 2 });
    board.log({ loss: 3 });
  } finally {
    console.warn = warn;
  }
  await board.finish();
  const content = await boards.read(board);
  assertEquals(column(content, "step"), [0n, 1n, 2n, 3n]);
  assertEquals(column(content, "loss"), [1, null, null, 3]);
  assertEquals(column(content, "lr"), [null, 2, null, null]);
  assertEquals(column(content, "warning").map((text) => text !== null), [
    false,
    false,
    true,
    false,
  ]);
});

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`a script that ends within a log call keeps the rows before it, ${backend}`, async () => {
    await using boards = new OpenBoards();
    const script = `
      import { Board } from "@kohakuboard/client";
      const board = new Board({
        name: "ends",
        boardId: "ends",
        baseDir: ${JSON.stringify(boards.dir.path)},
        backend: "${backend}",
      });
      board.log({ loss: 1, text: "a" });
      board.log({ loss: 2, text: "b", get end() { Deno.exit(3); } });
    `;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--config", CONFIG, "-"],
      stdin: "piped",
      stderr: "piped",
    }).spawn();
    await new Blob([script]).stream().pipeTo(child.stdin);
    const { code, stderr } = await child.output();
    assertEquals([code, new TextDecoder().decode(stderr)], [3, ""]);
    const content = await boards.read({ boardDir: boards.dir.join("ends"), backend });
    assertEquals(content.columns.map(({ name }) => name).slice(3), ["loss", "text"]);
    assertEquals(column(content, "loss"), [1]);
    assertEquals(column(content, "text"), ["a"]);
  });
}
