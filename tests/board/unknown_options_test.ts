import { assertEquals, assertThrows } from "@std/assert";
import { Board, Histogram, Media, Table } from "../../mod.ts";
import { OpenBoards } from "./open_boards.ts";

Deno.test("an option that nobody knows is an error that names the nearest, everywhere", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  const image = { data: new Uint8Array(4), width: 2, height: 2 };
  // deno-lint-ignore no-explicit-any -- as a script in JavaScript calls them
  const as = (options: unknown) => options as any;
  const cases: [() => unknown, string][] = [
    [() => new Board(as({ name: "n", base_dir: "x" })), 'option baseDir, received "base_dir"'],
    [() => new Board(as({ name: "n", capture_output: 1 })), "option captureOutput"],
    [() => new Board(as({ name: "n", project: "p" })), 'option baseDir, received "project"'],
    [() => new Board(as({ name: "n", log_dir: "p" })), 'option baseDir, received "log_dir"'],
    [() => new Board(as({ name: "n", resume: true })), 'option boardId, received "resume"'],
    [() => new Board(as("n")), "expected options, as { name, boardId, config, baseDir, … }"],
    [() => board.logHistogram("a", [1], as(10)), "expected options, as { bins, range }, received"],
    [() => new Media(image, as({ captions: "a" })), 'option caption, received "captions"'],
    [() => new Table([{ a: 1 }], as({ column_types: [] })), "option columnTypes"],
    [() => new Histogram([1], as({ num_bins: 3 })), 'option bins, received "num_bins"'],
    [() => board.logImages("a", image, as({ caption_s: ["x"] })), "option captions"],
    [() => board.logImages("a", image, as({ value_range: [0, 1] })), "option valueRange"],
    [() => board.logVideo("a", new Uint8Array(4), as({ fps: 3 })), "options caption"],
    [() => board.logAudio("a", new Uint8Array(4), as({ sampleRate: 3 })), "options caption"],
    [() => board.logTable("a", [{ a: 1 }], as({ columns_: ["a"] })), "option columns"],
    [() => board.logHistogram("a", [1], as({ bin: 3 })), "option bins"],
    [() => as(board).log({ a: 1 }, { step: 5 }), "expected one object of values, received 2"],
    [() => as(board).log({ a: 1 }, 5), "expected one object of values, received 2 arguments"],
  ];
  for (const [call, message] of cases) {
    const error = assertThrows(call, TypeError);
    assertEquals(error.message.includes(message), true, error.message);
  }
  assertEquals(board.currentStep, -1);
  await board.finish().catch(() => {});
});
