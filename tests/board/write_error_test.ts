import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { join, toFileUrl } from "@std/path";
import { column, OpenBoards } from "./open_boards.ts";
import { BoardWriteError } from "../../mod.ts";

const PARQUET = new URL("../../backends/parquet/parquet_backend.ts", import.meta.url).href;

/** A backend whose method fails as long as a file of its name is there. */
function failingBackend(boards: OpenBoards): URL {
  const path = boards.dir.join("failing.ts");
  const text = `
    import { openBackend as open } from ${JSON.stringify(PARQUET)};
    export const openBackend = async (options) => {
      const backend = await open(options);
      for (const name of ["append", "commit", "close"]) {
        const method = backend[name].bind(backend);
        backend[name] = async (...args) => {
          try {
            Deno.statSync(${JSON.stringify(boards.dir.path)} + "/" + name);
          } catch {
            return await method(...args);
          }
          throw new RangeError(name + " is out of order");
        };
      }
      return backend;
    };
  `;
  Deno.writeTextFileSync(path, text);
  return toFileUrl(path);
}

for (const method of ["append", "commit", "close"]) {
  Deno.test(`BoardWriteError says what is where when ${method}() of the backend fails`, async () => {
    await using boards = new OpenBoards();
    const backend = failingBackend(boards);
    const board = boards.open({ backend, boardId: "run" });
    board.log({ loss: 0 });
    await board.flush();
    const breaker = boards.dir.join(method);
    Deno.writeTextFileSync(breaker, "");
    board.log({ loss: 1 });
    if (method !== "close") {
      const error = await assertRejects(() => board.flush(), BoardWriteError, "Cannot flush");
      checkError(error, method);
      checkError(assertThrows(() => board.flushSync(), BoardWriteError, "Cannot flush"), method);
    }
    board.log({ loss: 2 }); // Never throws for what goes wrong on disk.
    const error = await assertRejects(() => board.finish(), BoardWriteError, "Cannot finish");
    checkError(error, method);
    assertEquals(await board.finish().catch((again) => again), error);
    board.finishSync();
    boards.forget(board);
    assertEquals(boards.metadata(board).status, "crashed");
    assert([...Deno.readDirSync(join(board.boardDir, "data", "journal"))].length > 0);

    Deno.removeSync(breaker);
    const resumed = boards.open({ backend, boardId: "run" });
    assertEquals(resumed.currentStep, 2);
    resumed.log({ loss: 3 });
    await resumed.finish();
    const content = await boards.read({ boardDir: resumed.boardDir, backend: "parquet" });
    assertEquals(column(content, "loss"), [0, 1, 2, 3]);
    assertEquals(boards.metadata(resumed).status, "finished");
  });
}

function checkError(error: BoardWriteError, method: string): void {
  assertEquals(error.name, "BoardWriteError");
  assert(error.message.includes(`${method} is out of order`), error.message);
  assert(error.message.includes(join("run", "data", "journal")), error.message);
  assertEquals(error.causes.length, 1);
  assertEquals(error.cause, error.causes[0]);
  assertInstanceOf(error.causes[0], Error);
  assert(error.causes[0].message.includes("out of order"));
}

Deno.test("Board.flush() succeeds again when the backend has recovered", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ backend: failingBackend(boards) });
  for (let round = 0; round < 3; round++) {
    Deno.writeTextFileSync(boards.dir.join("commit"), "");
    board.log({ loss: 2 * round });
    await assertRejects(() => board.flush(), BoardWriteError);
    Deno.removeSync(boards.dir.join("commit"));
    board.log({ loss: 2 * round + 1 });
    await board.flush();
    const content = await boards.read({ boardDir: board.boardDir, backend: "parquet" });
    assertEquals(column(content, "loss"), [...Array(2 * round + 2).keys()]);
  }
});
