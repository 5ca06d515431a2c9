// deno-lint-ignore-file no-explicit-any -- what the types forbid
import { assert, assertEquals, assertThrows } from "@std/assert";
import { BoardClosedError, Histogram, Media, Table } from "../../../mod.ts";
import { readTable } from "../../support/read_table.ts";
import { RowReader } from "../../support/row_reader.ts";
import { OpenBoards } from "../open_boards.ts";

const image = { data: new Uint8Array(4), width: 2, height: 2 };
const bad = { data: new Uint8Array(3), width: 2, height: 2 };

Deno.test("log*() leave a row of metrics each, and their records at the same step", async () => {
  await using boards = new OpenBoards();
  await using reader = new RowReader();
  const board = boards.open();
  board.step();
  board.log({
    loss: 0.5,
    sample: new Media(image),
    table: new Table([{ a: 1 }]),
    w: new Histogram([1]),
  });
  board.logImages("images", [image, image], { captions: ["a", null] });
  board.logTable("classes", [{ a: new Media(image) }]);
  board.logHistogram("grads", Float32Array.of(1, 2));
  board.logAudio("tone", { samples: new Float32Array(8), sampleRate: 8000 });
  await board.finish();
  assertEquals(board.currentStep, 4);
  const steps = async (table: string) =>
    (await readTable(reader, board, table)).map(({ step }) => Number(step));
  assertEquals(await steps("metrics"), [0, 1, 2, 3, 4]);
  assertEquals(await steps("media"), [0, 1, 1, 2, 4]);
  assertEquals(await steps("tables"), [0, 2]);
  assertEquals(await steps("histograms"), [0, 3]);
  const metrics = await readTable(reader, board, "metrics");
  assertEquals(Object.keys(metrics[0]!).slice(3), ["loss"]);
  assertEquals(metrics.map(({ loss }) => loss), [0.5, null, null, null, null]);
  assertEquals(metrics.map(({ global_step }) => Number(global_step)), [0, 0, 0, 0, 0]);
});

const REFUSED: readonly [string, (board: any) => void, string][] = [
  ["a bad image after a good metric", (b) => b.log({ fresh: 1, x: new Media(bad as any) }), '"x"'],
  [
    "a bad metric after a good image",
    (b) => b.log({ x: new Media(image), loss: "text" }),
    '"loss"',
  ],
  ["a caption instead of options", (b) => b.logImages("x", image, "a"), 'the string "a"'],
  ["an unknown option", (b) => b.logVideo("x", image, { captions: ["a"] }), "the option caption,"],
  ["an option of Python", (b) => b.logTable("x", [{ a: 1 }], { column_types: [] }), "columnTypes"],
  ["an unknown bin option", (b) => b.logHistogram("x", [1], { bin: 3 }), "the option bins"],
  ["a range that falls", (b) => b.logImages("x", image, { valueRange: [1, 0] }), "rising"],
  ["a value range of a file", (b) => b.log({ x: new Media("a.png", { valueRange: [0, 1] }) }), "x"],
  ["one bad image of two", (b) => b.logImages("x", [image, bad]), '"x": element 1'],
  [
    "a caption and captions",
    (b) => b.logImages("x", image, { caption: "a", captions: ["b"] }),
    "both",
  ],
  [
    "captions as a caption",
    (b) => b.logImages("x", [image, image], { caption: ["a", "b"] }),
    "an array of 2; the option captions has one per image",
  ],
  [
    "pixels without a width",
    (b) => b.logImages("x", new Float32Array(4)),
    "received a Float32Array of 4",
  ],
  ["too few captions", (b) => b.logImages("x", [image, image], { captions: ["b"] }), "2 images"],
  ["a bad cell", (b) => b.logTable("x", [{ a: new Media(bad as any) }]), 'row 0, column "a"'],
  ["a Table and options", (b) => b.logTable("x", new Table([{ a: 1 }]), {}), '"x"'],
  ["a Histogram and options", (b) => b.logHistogram("x", new Histogram([]), {}), '"x"'],
  ["a histogram of texts", (b) => b.logHistogram("x", ["a"]), '"x"'],
  ["an image as a video", (b) => b.logVideo("x", image), '"x"'],
  ["no name", (b) => b.logImages("", image), '""'],
  ["a name with NUL", (b) => b.logTable("a\0", [{ a: 1 }]), "NUL"],
  ["half a surrogate pair", (b) => b.logHistogram("\ud800", [1]), "surrogate"],
  ["a name that is no text", (b) => b.logImages(5, image), "the number 5"],
  ["an image for a metric", (b) => b.logImages("loss", image), "a number, as it was first logged"],
  ["a number for an image", (b) => b.log({ image: 1 }), "a medium, as it was first logged"],
  ["a table for an image", (b) => b.logTable("image", [{ a: 1 }]), "received a table"],
];

Deno.test("log*() record nothing of a call with something bad in it", async (t) => {
  await using boards = new OpenBoards();
  await using reader = new RowReader();
  const board = boards.open();
  board.log({ loss: 1, image: new Media(image) });
  for (const [title, log, says] of REFUSED) {
    await t.step(title, () => {
      assertThrows(() => log(board), Error, says);
      assertEquals(board.currentStep, 0);
    });
  }
  board.logImages("image", image);
  board.logTable("fresh", [{ a: 1 }]); // No kind came of what was refused.
  await board.finish();
  assertThrows(() => board.logImages("image", image), BoardClosedError, "logImages()");
  const media = await readTable(reader, board, "media");
  assertEquals(media.map(({ name }) => name), ["image", "image"]);
  const metrics = await readTable(reader, board, "metrics");
  assertEquals(metrics.map(({ loss }) => loss), [1, null, null]);
});

Deno.test('onInvalid "warn" leaves out what is bad, and keeps the rest of the call', async () => {
  await using boards = new OpenBoards();
  await using reader = new RowReader();
  const board = boards.open({ onInvalid: "warn", captureOutput: false });
  const warn = console.warn;
  const said: string[] = [];
  console.warn = (message: string) => void said.push(message);
  try {
    board.log({ loss: 1, x: new Media(bad as any) });
    board.logImages("list", [bad as any, image]);
    board.logTable("t", [{ a: new Media(bad as any), b: new Media(image) }]);
    board.logImages("x", bad as any);
  } finally {
    console.warn = warn;
  }
  await board.finish();
  assertEquals(said.length, 3);
  assertEquals(board.currentStep, 3);
  const media = await readTable(reader, board, "media");
  assertEquals(media.map(({ name }) => name), ["list", "t"]);
  const [table] = await readTable(reader, board, "tables");
  const { rows } = table!;
  assert(/^\[\[null,"<media id=[0-9a-f]{64}>"\]\]$/.test(String(rows)), String(rows));
});

Deno.test("log*() copy at the call: the caller's arrays may change after it", async () => {
  await using boards = new OpenBoards();
  await using reader = new RowReader();
  const board = boards.open();
  const values = Float64Array.of(1, 1);
  for (let i = 0; i < 50; i++) {
    values.fill(i);
    board.logHistogram("h", values);
  }
  await board.finish();
  const rows = await readTable(reader, board, "histograms");
  assertEquals(rows.map(({ mean }) => mean), Array.from({ length: 50 }, (_, i) => i));
});
