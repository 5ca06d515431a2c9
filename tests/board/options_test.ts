/**
 * Tests of the options. The file has more than 300 lines because each bad value of each is listed.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { dirname, fromFileUrl, isAbsolute, join, toFileUrl } from "@std/path";
import { TempDir } from "../../testing/temp_dir.ts";
import { OpenBoards } from "./open_boards.ts";
import { Board, type BoardOptions } from "../../mod.ts";

const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** Options that are refused: what the error's class is, and what its message has. */
const BAD_OPTIONS: readonly [options: object, typeof TypeError | typeof RangeError, has: string][] =
  [
    [{ name: "" }, TypeError, "option name"],
    [{ name: "  " }, TypeError, "option name"],
    [{ name: undefined }, TypeError, "option name"],
    [{ name: 5 }, TypeError, "number 5"],
    [{ boardId: "" }, TypeError, "option boardId"],
    [{ boardId: "." }, TypeError, '"."'],
    [{ boardId: ".." }, TypeError, '".."'],
    [{ boardId: "../x" }, TypeError, '"../x"'],
    [{ boardId: "a/b" }, TypeError, '"a/b"'],
    [{ boardId: "/a" }, TypeError, '"/a"'],
    [{ boardId: "a/" }, TypeError, '"a/"'],
    [{ boardId: "a\\b" }, TypeError, "option boardId"],
    [{ boardId: "a\0b" }, TypeError, "option boardId"],
    [{ boardId: "a\nb" }, TypeError, "option boardId"],
    [{ boardId: ".hidden" }, TypeError, "option boardId"],
    [{ boardId: "a." }, TypeError, "option boardId"],
    [{ boardId: " a" }, TypeError, "option boardId"],
    [{ boardId: "a?" }, TypeError, "option boardId"],
    [{ boardId: "\ud800" }, TypeError, "option boardId"],
    [{ boardId: "x".repeat(201) }, TypeError, "option boardId"],
    [{ boardId: "é".repeat(101) }, TypeError, "option boardId"],
    [{ boardId: "__HIVE_DEFAULT_PARTITION__" }, TypeError, "null"],
    [{ boardId: "con" }, TypeError, "a device of Windows"],
    [{ boardId: "NUL.txt" }, TypeError, "a device of Windows"],
    [{ boardId: 5 }, TypeError, "option boardId"],
    [{ boardId: null }, TypeError, "option boardId"],
    [{ baseDir: "" }, TypeError, "option baseDir"],
    [{ baseDir: 5 }, TypeError, "option baseDir"],
    [{ baseDir: "a?b" }, TypeError, "option baseDir"],
    [{ baseDir: "a\0b" }, TypeError, "option baseDir"],
    [{ baseDir: "s3://bucket/runs" }, TypeError, "`kobo sync` sends"],
    [{ baseDir: "https://host/runs" }, TypeError, "a folder of this machine"],
    [{ baseDir: "~/runs" }, TypeError, "which only a shell replaces"],
    [{ baseDir: "~" }, TypeError, "which only a shell replaces"],
    [{ backend: "sqlite" }, TypeError, '"sqlite"'],
    [{ backend: "DuckDB" }, TypeError, '"duckdb", "parquet", "memory"'],
    [{ backend: "" }, TypeError, "option backend"],
    [{ backend: null }, TypeError, "option backend"],
    [{ backend: {} }, TypeError, "option backend"],
    [{ backend: "toString" }, TypeError, "option backend"],
    [{ captureArgv: 0 }, TypeError, "option captureArgv"],
    [{ onInvalid: "ignore" }, TypeError, '"ignore"'],
    [{ flushIntervalMs: 0 }, RangeError, "flushIntervalMs"],
    [{ flushIntervalMs: NaN }, RangeError, "flushIntervalMs"],
    [{ flushIntervalMs: "5000" }, RangeError, "flushIntervalMs"],
    [{ flushIntervalMs: Infinity }, RangeError, "flushIntervalMs"],
    [{ flushIntervalMs: 2 ** 31 }, RangeError, "flushIntervalMs"],
    [{ maxQueueBytes: 1024 ** 2 - 1 }, RangeError, "maxQueueBytes"],
    [{ maxQueueBytes: -1 }, RangeError, "maxQueueBytes"],
    [{ finishTimeoutMs: 99 }, RangeError, "finishTimeoutMs"],
    [{ finishTimeoutMs: Infinity }, RangeError, "finishTimeoutMs"],
    [{ config: 5 }, TypeError, "config"],
    [{ config: null }, TypeError, "config"],
    [{ config: [1] }, TypeError, "config"],
    [{ config: new Date() }, TypeError, "a Date"],
    [{ config: { a: { b: [0, Symbol("s")] } } }, TypeError, "config.a.b[1]"],
    [{ config: { weak: new WeakMap() } }, TypeError, "config.weak"],
    [{ config: { later: Promise.resolve(1) } }, TypeError, "config.later"],
    [{ config: { bytes: new ArrayBuffer(8) } }, TypeError, "config.bytes"],
    [{ config: deep(20_000) }, TypeError, "nested more than"],
    [{ config: { run: () => {} } }, TypeError, "config.run"],
    [{ config: { id: Symbol("s") } }, TypeError, "config.id"],
    [{ config: { list: [1, undefined] } }, TypeError, "config.list[1]"],
    // deno-lint-ignore no-sparse-arrays -- that is what is tested
    [{ config: { list: [1, , 3] } }, TypeError, "config.list[1]"],
    [{ config: { self: circular() } }, TypeError, "config.self.self"],
    [{ base_dir: "x" }, TypeError, 'the option baseDir, received "base_dir"'],
    [{ BoardId: "x" }, TypeError, 'the option boardId, received "BoardId"'],
    [{ capture_output: false }, TypeError, "the option captureOutput"],
    [{ flushInterval: 100 }, TypeError, "the option flushIntervalMs"],
    [{ optimizer: "x" }, TypeError, "the options name, boardId, config"],
    [{ systemMetrics: "yes" }, TypeError, "systemMetrics to be true, false or { interval }"],
    [{ systemMetrics: { seconds: 1 } }, TypeError, '"seconds" in the option systemMetrics'],
    [{ systemMetrics: { interval: 86_401 } }, TypeError, "seconds from 1 to 86400, received"],
    [{ forkFrom: "parent" }, TypeError, 'the string "parent" in the option forkFrom'],
    [{ forkFrom: { boardId: "parent" } }, TypeError, "forkFrom.step to be an integer of 0"],
    [{ forkFrom: { boardId: "../x", step: 1 } }, TypeError, "forkFrom.boardId to be one path"],
    [{ baseDir: new URL("https://example.com/runs") }, TypeError, "a folder of this machine"],
    [{ baseDir: "file://host/runs" }, TypeError, "a folder of this machine"],
  ];

function deep(levels: number): object {
  let value = {};
  for (let level = 0; level < levels; level++) value = { value };
  return value;
}

function circular(): object {
  const object: { self?: object } = {};
  object.self = object;
  return object;
}

Deno.test("new Board() refuses options that are not as they must be, and makes nothing", async () => {
  await using boards = new OpenBoards();
  for (const [options, ErrorClass, has] of BAD_OPTIONS) {
    const open = () => boards.open(options as Partial<BoardOptions>);
    const error = assertThrows(open, ErrorClass, has, JSON.stringify(Object.keys(options)));
    assert(error.message.startsWith("Cannot create a board: expected "), error.message);
  }
  for (const options of [undefined, null, 5, "name"]) {
    assertThrows(() => new Board(options as never), TypeError, "expected options");
  }
  assertEquals(boards.tree(), {});
});

Deno.test("new Board() takes the least and the most of every option", async () => {
  await using boards = new OpenBoards();
  for (
    const options of [
      { flushIntervalMs: 10, maxQueueBytes: 1024 ** 2, finishTimeoutMs: 100_000 },
      { flushIntervalMs: 2 ** 31 - 1, maxQueueBytes: 2 ** 53 - 1, finishTimeoutMs: 2 ** 31 - 1 },
    ]
  ) {
    const board = boards.open(options);
    board.log({ loss: 1 });
    await board.finish();
  }
});

Deno.test("new Board() takes every board id that is one safe path segment", async () => {
  await using boards = new OpenBoards();
  for (
    const boardId of [
      "a",
      "a.b",
      "run 1",
      "é漢字",
      "😀",
      "x".repeat(200),
      "-rf",
      "it's",
      "a%20b",
      "#",
    ]
  ) {
    const board = boards.open({ boardId, backend: "duckdb" });
    assertEquals(board.boardDir, boards.dir.join(boardId));
    board.log({ loss: 0.5 });
    await board.finish();
    assertEquals((await boards.read(board)).cells[3], [0.5]);
  }
});

Deno.test("Board has its options as properties, and an id of its own by default", async () => {
  await using boards = new OpenBoards();
  const config = { lr: 0.001, nested: { list: [1, "two", null, true] }, gone: undefined };
  const board = boards.open({ name: "first run", config });
  config.lr = 5;
  assertEquals(board.name, "first run");
  assertMatch(board.boardId, /^\d{8}_\d{6}_[0-9a-f]{8}$/);
  assert(isAbsolute(board.boardDir));
  assertEquals(board.boardDir, boards.dir.join(board.boardId));
  assertEquals(board.config, { lr: 0.001, nested: { list: [1, "two", null, true] } });
  assertThrows(() => (board.config as Record<string, unknown>).lr = 7, TypeError, "'lr'");
  assertEquals(board.config.lr, 0.001);
  assertEquals([board.backend, board.currentStep, board.globalStep], ["parquet", -1, null]);
  assert(boards.open().boardId !== board.boardId);
});

Deno.test("Board writes metadata.json at once, and again when it is finished", async () => {
  await using boards = new OpenBoards();
  const started = Date.now();
  const board = boards.open({ name: "run", config: { __proto__: null, lr: 1 } as never });
  const running = boards.metadata(board);
  const { created_at, runtime, checksum, ...rest } = running;
  assertMatch(checksum as string, /^[0-9a-f]{8}$/);
  assertEquals(rest, {
    name: "run",
    board_id: board.boardId,
    config: { lr: 1 },
    backend: "parquet",
    format_version: 1,
    group: null,
    rank: null,
    world_size: null,
    tags: [],
    notes: null,
    status: "running",
  });
  const createdAt = Date.parse(created_at as string);
  assert(started <= createdAt && createdAt <= Date.now());
  assertMatch(created_at as string, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assertEquals((runtime as Record<string, unknown>).deno, Deno.version.deno);
  await board.finish();
  const { finished_at, status, ...others } = boards.metadata(board);
  assertEquals(status, "finished");
  assert(Date.parse(finished_at as string) >= createdAt);
  assertEquals({ ...others, status: "running", checksum }, running);
});

Deno.test("new Board() makes a base directory, and the folders above it", async () => {
  await using boards = new OpenBoards();
  const baseDir = boards.dir.join("work", "runs");
  const board = boards.open({ baseDir });
  assertEquals(board.boardDir, join(baseDir, board.boardId));
  assertEquals(
    boards.open({ baseDir, captureOutput: undefined }).boardDir.startsWith(baseDir),
    true,
  );
});

Deno.test("new Board() takes a base directory as a file URL", async () => {
  await using boards = new OpenBoards();
  const baseDir = boards.dir.join("runs of é");
  // As `import.meta.resolve()` gives it, it is a text.
  for (const url of [toFileUrl(baseDir), toFileUrl(baseDir).href]) {
    const board = boards.open({ baseDir: url });
    assertEquals(board.boardDir, join(baseDir, board.boardId));
  }
});

Deno.test("new Board() takes a base directory relative to the working directory", async () => {
  await using boards = new OpenBoards();
  // A process has one working directory: this is another process.
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--config", CONFIG, "-"],
    cwd: boards.dir.path,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const script = new Blob([`
    import { Board } from "@kohakuboard/client";
    const board = new Board({ name: "relative", baseDir: "runs", backend: "parquet" });
    board.log({ loss: 1 });
    Deno.chdir("/");
    await board.finish();
    console.log(board.boardDir);
  `]);
  await script.stream().pipeTo(child.stdin);
  const { stdout } = await child.output();
  const boardDir = new TextDecoder().decode(stdout).trim();
  assertEquals(dirname(boardDir), boards.dir.join("runs"));
  assertEquals((await boards.read({ boardDir, backend: "parquet" })).cells[0], [0n]);
});

Deno.test("new Board() throws, and says what to do, when there is no place for it", async () => {
  await using boards = new OpenBoards();
  Deno.writeTextFileSync(boards.dir.join("file"), "mine");
  Deno.writeTextFileSync(boards.dir.join("taken"), "mine");
  using links = new TempDir();
  Deno.symlinkSync("loop", links.join("loop"));
  Deno.symlinkSync("missing", links.join("nowhere"));
  const before = boards.tree();
  const cases: [options: Partial<BoardOptions>, has: string][] = [
    [{ baseDir: boards.dir.join("file") }, "it is not a folder"],
    [{ baseDir: boards.dir.join("file", "runs") }, boards.dir.join("file")],
    [{ boardId: "taken" }, "there is a file of this name"],
    [{ baseDir: links.join("loop") }, "loop: the folder cannot be looked into (ELOOP"],
    [
      { baseDir: boards.dir.join("x".repeat(256)) },
      "the folder cannot be looked into (ENAMETOOLONG",
    ],
    [{ baseDir: links.join("nowhere") }, "a link that leads nowhere"],
  ];
  if (Deno.build.os === "linux") {
    cases.push([{ baseDir: "/proc" }, "/proc: the folder cannot be written to"]);
    cases.push([{ baseDir: "/proc/runs" }, "/proc/runs: the folder cannot be written to"]);
    cases.push([{ baseDir: "/dev/null" }, "it is not a folder"]);
  }
  for (const backend of ["duckdb", "parquet", "memory"] as const) {
    for (const [options, has] of cases) {
      const error = assertThrows(() => boards.open({ backend, ...options }), Error, has);
      assert(error.message.startsWith("Cannot create "), error.message);
    }
  }
  assertEquals(boards.tree(), before);
});

Deno.test("new Board() throws, and makes nothing, when its backend module is none", async () => {
  await using boards = new OpenBoards();
  const module = (name: string, text: string) => {
    Deno.writeTextFileSync(boards.dir.join(name), text);
    return toFileUrl(boards.dir.join(name));
  };
  const cases: [backend: URL, has: string][] = [
    [toFileUrl(boards.dir.join("missing.ts")), "missing.ts"],
    [module("none.ts", "const secret = 1; void secret;"), "found no exports"],
    [
      module("other.ts", "export const open = 1; export default 2;"),
      "expected a module that exports",
    ],
    [module("value.ts", "export const openBackend = {};"), "openBackend"],
    [module("syntax.ts", "export const = ;"), "syntax.ts"],
    [module("throws.ts", "throw new Error('Not today');"), "Not today"],
    [
      module("rejects.ts", "export const openBackend = () => Promise.reject(new Error('No'));"),
      "No",
    ],
    [new URL("gopher://example.com/backend.ts"), "gopher:"],
  ];
  const before = boards.tree();
  for (const [backend, has] of cases) {
    assertThrows(() => boards.open({ backend, baseDir: boards.dir.join("runs") }), Error, has);
    assertThrows(() => boards.open({ backend }), Error, has);
  }
  assertEquals(boards.tree(), before);
});

Deno.test("Board writes with a backend module of one's own", async () => {
  await using boards = new OpenBoards();
  const backend = new URL("../../examples/custom_backend/json_lines.ts", import.meta.url);
  const board = boards.open({ backend });
  assertEquals(board.backend, backend.href);
  for (let step = 0; step < 100; step++) board.log({ loss: step });
  await board.finish();
  const lines = Deno.readTextFileSync(join(board.boardDir, "data", "metrics.jsonl")).split("\n");
  assertEquals(lines.slice(0, -1).map((line) => JSON.parse(line).loss), [...Array(100).keys()]);
  const { boardId } = board;
  // Its metadata.json may come from anybody: no code is loaded that only a board names.
  const byBoardAlone = () => boards.open({ boardId, backend: undefined });
  assertThrows(byBoardAlone, Error, `names a module as its backend, "${backend.href}"`);
  const resumed = boards.open({ boardId, backend });
  assertEquals([resumed.backend, resumed.currentStep], [backend.href, 99]);
});
