import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import { fromFileUrl } from "@std/path";
import { openBoard, verifyBoard } from "../../../reader/mod.ts";
import { pullBoards, syncBoards } from "../../../sync/mod.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { OpenBoards } from "../open_boards.ts";

const BACKENDS = ["duckdb", "parquet"] as const;
const hashOf = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

/** The contents in a board's folder `files`, sorted. */
function contentsIn(boardDir: string): string[] {
  return [...Deno.readDirSync(`${boardDir}/files`)].map(({ name }) => name)
    .filter((name) => name !== "index.json")
    .map((name) => Deno.readTextFileSync(`${boardDir}/files/${name}`)).sort();
}

for (const backend of BACKENDS) {
  Deno.test(`logFile() keeps a file as it was at the call, and no step (${backend})`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend, boardId: backend });
    const path = boards.dir.join("model.pt");
    const expected: [number | null, number | null, string][] = [];
    const log = (content: string, options = {}) => {
      Deno.writeTextFileSync(path, content);
      board.logFile("a/b", path, options);
      Deno.writeTextFileSync(path, "what comes next");
      expected.push([
        board.currentStep === -1 ? null : board.currentStep,
        board.globalStep,
        content,
      ]);
    };
    log("before the first step", { metadata: { epoch: 0, best: true } });
    for (let i = 0; i < 3; i++) {
      board.step();
      board.log({ loss: i });
      log(`content ${i}`);
      log(`content ${i}`, { metadata: undefined }); // The same again: another row, the same file.
    }
    Deno.writeTextFileSync(path, "");
    board.logFile("empty", new URL(`file://${path}`));
    board.logFile("empty", `file:${path}`);
    expected.push([2, 2, ""], [2, 2, ""]);
    Deno.removeSync(path);
    assertEquals(board.currentStep, 2);
    await board.flush(); // A commit with rows of the table, which later ones follow.
    const check = async (of: string) => {
      await using reader = await openBoard(of);
      const files = await reader.files();
      assertEquals(files.map(({ step, globalStep, sha256 }) => [step, globalStep, sha256]), [
        ...expected.map(([step, globalStep, content]) => [step, globalStep, hashOf(content)]),
      ]);
      for (const [index, file] of files.entries()) {
        assertEquals(Deno.readTextFileSync(file.path!), expected[index]![2]);
        assertMatch(file.filename, /^(a_b|empty)_[0-9a-f]{16}\.pt$/);
      }
      assertEquals(files[0]!.metadata, { epoch: 0, best: true });
      assertEquals(files[0]!.sourcePath, path);
      assertEquals((await reader.extent()).lastStep, 2);
      assertEquals(reader.problems, []);
    };
    if (backend === "parquet") await check(board.boardDir);
    await board.finish();
    await check(board.boardDir);
    assertEquals(contentsIn(board.boardDir).length, 5);
    assertEquals((await verifyBoard(board.boardDir)).damage, []);

    using elsewhere = new TempDir();
    const [share, there] = [elsewhere.join("share"), elsewhere.join("there")];
    await syncBoards(boards.dir.path, share, { boards: [backend] });
    await pullBoards(share, there);
    await check(`${there}/${backend}`);
    assertEquals((await verifyBoard(`${there}/${backend}`)).damage, []);

    const [name] = [...Deno.readDirSync(`${board.boardDir}/files`)]
      .map(({ name }) => name).filter((name) => name.startsWith("a_b"));
    Deno.writeTextFileSync(`${board.boardDir}/files/${name}`, "another");
    const { damage } = await verifyBoard(board.boardDir);
    assertEquals(damage.map(({ path }) => path), [`files/${name}`]);
  });

  Deno.test(`logFile() with keep removes older contents and no rows, resumed runs too (${backend})`, async () => {
    await using boards = new OpenBoards();
    const path = boards.dir.join("model.pt");
    const log = (
      board: ReturnType<OpenBoards["open"]>,
      content: string,
      name = "model",
      keep = 3,
    ) => {
      Deno.writeTextFileSync(path, content);
      board.logFile(name, path, { keep });
    };
    const board = boards.open({ backend, boardId: "run" });
    for (let i = 0; i < 6; i++) log(board, `content ${i}`);
    log(board, "content 2"); // Was let go, and is there again.
    log(board, "content 5", "best", 1); // Stays under this name.
    await board.finish();
    assertEquals(contentsIn(board.boardDir), ["content 2", "content 4", "content 5"]);
    assertEquals((await verifyBoard(board.boardDir)).damage, []);

    const resumed = boards.open({ backend, boardId: "run" });
    for (let i = 6; i < 9; i++) log(resumed, `content ${i}`);
    await resumed.finish();
    const left = ["content 5", "content 6", "content 7", "content 8"];
    assertEquals(contentsIn(resumed.boardDir), left);
    assertEquals((await verifyBoard(resumed.boardDir)).damage, []);
    await using reader = await openBoard(resumed.boardDir);
    const files = await reader.files({ name: "model" });
    assertEquals(files.map(({ sha256 }) => sha256), [
      ...[0, 1, 2, 3, 4, 5, 2, 6, 7, 8].map((i) => hashOf(`content ${i}`)),
    ]);
    assertEquals(
      files.map(({ path }) => path !== null),
      [false, false, false, false, false, true, false, true, true, true],
    );
    Deno.removeSync(files.at(-1)!.path!);
    const { damage } = await verifyBoard(resumed.boardDir);
    assertEquals(damage.map(({ path }) => path), [`files/${files.at(-1)!.filename}`]);
  });
}

Deno.test("logFile() keeps a large file that is replaced or removed at once, and says what was written to", async () => {
  await using boards = new OpenBoards();
  const script = fromFileUrl(new URL("./fixtures/log_large_files.ts", import.meta.url));
  const config = fromFileUrl(new URL("../../../deno.json", import.meta.url));
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", `--config=${config}`, script, boards.dir.path],
    signal: AbortSignal.timeout(60_000),
  }).output();
  const stderr = new TextDecoder().decode(output.stderr);
  assertEquals(output.code, 0, stderr);
  await using reader = await openBoard(boards.dir.join("large"));
  const files = await reader.files();
  const content = (mark: number) => new Uint8Array(6e6).fill(mark);
  for (const { name, sha256 } of files) assertEquals(sha256, hashOf(content(Number(name))), name);
  const names = new Set(files.map(({ name }) => name));
  assertEquals([...names].filter((name) => Number(name) < 10).length, 10, "replaced and removed");
  for (let i = 10; i < 14; i++) {
    if (!names.has(String(i))) assertMatch(stderr, new RegExp(`Cannot keep the file "${i}" of`));
  }
  assertEquals(
    [...Deno.readDirSync(boards.dir.join("large/files"))].filter(({ name }) =>
      name.startsWith(".")
    ),
    [],
  );
});

Deno.test("logFile() refuses what cannot be logged, and records nothing", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  const path = boards.dir.join("model.pt");
  Deno.writeTextFileSync(path, "content");
  // deno-lint-ignore no-explicit-any -- What a caller without types may give.
  const refused: [any, any, any, RegExp][] = [
    [1, path, {}, /expected a name, received the number 1/],
    ["", path, {}, /expected a file's name/],
    ["a", boards.dir.join("none"), {}, /expected a file that can be read, .*none/],
    ["a", boards.dir.path, {}, /^Cannot log "a": expected a file that can be read/],
    ["a", 7, {}, /^Cannot log "a": expected a path or a file URL, received the number 7/],
    ["a", "", {}, /expected a path or a file URL/],
    ["a", "https://host/model.bin", {}, /a file URL, received an address; fetch\(\) it/],
    ["a", "~/model.bin", {}, /expected a path without "~"/],
    ["a", path, { keep: 0 }, /expected keep to be an integer of 1 or more, received the number 0/],
    ["a", path, { keeps: 1 }, /expected the option keep, received "keeps"/],
    ["a", path, { metadata: [1] }, /expected an object in metadata/],
    ["a", path, { metadata: { a: () => 1 } }, /metadata/],
    ["a", path, null, /expected options/],
  ];
  for (const [name, file, options, message] of refused) {
    const error = assertThrows(() => board.logFile(name, file, options), Error) as Error;
    assertMatch(error.message, /^Cannot (log|call)/);
    assertMatch(error.message, message);
  }
  board.logFile("a", path);
  await board.finish();
  assertThrows(() => board.logFile("a", path), Error, "finish");
  await using reader = await openBoard(board.boardDir);
  assertEquals((await reader.files()).map(({ number, name }) => [number, name]), [[0, "a"]]);
});

Deno.test("kill -9 at any moment leaves no row without its content but those that keep let go", async () => {
  await using boards = new OpenBoards();
  const script = fromFileUrl(new URL("./fixtures/log_until_killed.ts", import.meta.url));
  const config = fromFileUrl(new URL("../../../deno.json", import.meta.url));
  const rounds = Deno.env.get("KOBO_FAULTS") === "long" ? 60 : 4;
  let rows = 0;
  for (let round = 0; round < rounds; round++) {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--no-check", `--config=${config}`, script, boards.dir.path],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const calls = round === 0 ? 20 : Math.floor(60 * Math.random());
    let said = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (said.split("\n").length > calls) break;
    }
    child.kill("SIGKILL");
    await child.status;
    const boardDir = boards.dir.join("killed");
    const { damage } = await verifyBoard(boardDir);
    assertEquals(damage, [], `in round ${round}`);
    await using board = await openBoard(boardDir);
    const files = await board.files();
    assert(files.length >= rows, "no row is lost by another run");
    rows = files.length;
    assertEquals(
      files.every(({ number }, index) => index === 0 || number > files[index - 1]!.number),
      true,
    );
    const last = files.slice(-3); // What keep lets stay.
    assert(last.every(({ path }) => path !== null), `in round ${round}`);
  }
  assert(rows > 0);
});

Deno.test("logFile() does not throw where the board's disk refuses its copy; the writer copies the file later", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ backend: "duckdb" });
  const path = boards.dir.join("model.pt");
  Deno.writeTextFileSync(path, "weights");
  Deno.writeTextFileSync(`${board.boardDir}/files`, ""); // No folder can be made there.
  board.logFile("model", path);
  Deno.removeSync(`${board.boardDir}/files`);
  await board.finish();
  assertEquals(contentsIn(board.boardDir), ["weights"]);
});
