import { assertEquals, assertThrows } from "@std/assert";
import { relative } from "node:path";
import { PNG } from "pngjs";
import { OpenBoards } from "../open_boards.ts";
import { RowReader } from "../../support/row_reader.ts";
import { readTable } from "../../support/read_table.ts";

const IMAGE = Uint8Array.from(PNG.sync.write(new PNG({ width: 2, height: 2 })));

Deno.test("logImages() stores the file that a link leads to", async () => {
  await using boards = new OpenBoards();
  await using reader = new RowReader();
  Deno.mkdirSync(boards.dir.join("dataset"));
  Deno.writeFileSync(boards.dir.join("dataset", "image.png"), IMAGE);
  Deno.symlinkSync(boards.dir.join("dataset", "image.png"), boards.dir.join("link.png"));
  Deno.symlinkSync(boards.dir.join("dataset"), boards.dir.join("linked"));
  const board = boards.open();
  board.logImages("direct", boards.dir.join("link.png"));
  board.logImages("through a folder", boards.dir.join("linked", "image.png"));
  await board.finish();
  const rows = await readTable(reader, board, "media");
  assertEquals(rows.map(({ name }) => name), ["direct", "through a folder"]);
  for (const { path } of rows) assertEquals(Deno.readFileSync(String(path)), IMAGE);
});

Deno.test("logImages() refuses a link that leads nowhere, and one to a folder", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  Deno.symlinkSync(boards.dir.join("missing.png"), boards.dir.join("broken.png"));
  Deno.symlinkSync(boards.dir.path, boards.dir.join("folder.png"));
  for (const name of ["broken.png", "folder.png"]) {
    const log = () => board.logImages("x", boards.dir.join(name));
    assertThrows(log, TypeError, "expected a file that can be read");
  }
  assertEquals(board.currentStep, -1);
});

Deno.test("logImages() says of an address that it is none of a file, and what to do", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  const blob = URL.createObjectURL(new Blob([IMAGE]));
  const addresses = [
    "https://host/plot.png",
    "HTTP://host/plot.png",
    "s3://bucket/plot.png",
    "data:image/png;base64,iVBORw0KGgo=",
    "data:image/svg+xml,<svg/>",
    blob,
    new URL("https://host/plot.png"),
    new URL("data:image/png;base64,iVBORw0KGgo="),
  ];
  for (const address of addresses) {
    const log = () => board.logImages("x", address);
    assertThrows(log, TypeError, "expected a path or a file URL, received an address; fetch() it");
  }
  URL.revokeObjectURL(blob);
  assertThrows(() => board.logImages("x", "~/plot.png"), TypeError, 'expected a path without "~"');
  assertThrows(() => board.logImages("x", "file://host/plot.png"), TypeError, "a file URL");
  assertEquals(board.currentStep, -1);
});

Deno.test("logImages() takes paths that look a little like addresses", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  for (const name of ["data:epoch 1.png", "blob:x.png", "https:", "~"]) {
    Deno.writeFileSync(boards.dir.join(name), IMAGE);
    const here = relative(Deno.cwd(), boards.dir.join(name));
    for (const path of [boards.dir.join(name), here]) board.logImages("x", path);
  }
  await board.finish();
  assertEquals(board.currentStep, 7);
});

Deno.test("logImages() says of an empty file, as of a plot that failed, that it is empty", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  const path = boards.dir.join("plot.png");
  Deno.writeFileSync(path, new Uint8Array());
  assertThrows(() => board.logImages("plot", path), TypeError, "plot.png, which is empty");
  await board.finish();
});

Deno.test("logImages(): an image whose header has no size that there can be has none", async () => {
  await using boards = new OpenBoards();
  await using reader = new RowReader();
  const board = boards.open();
  const sizes: [width: number, height: number][] = [
    [2, 3],
    [0, 3],
    [2, 0],
    [2 ** 31 - 1, 2],
    [2 ** 31, 2],
    [2 ** 32 - 1, 2 ** 32 - 1],
  ];
  for (const [width, height] of sizes) {
    const image = IMAGE.slice();
    new DataView(image.buffer).setUint32(16, width); // In its first chunk, IHDR.
    new DataView(image.buffer).setUint32(20, height);
    board.logImages("image", image);
  }
  await board.finish();
  const rows = await readTable(reader, board, "media");
  const none = [null, null];
  assertEquals(
    rows.map(({ width, height }) => [width, height]),
    [[2, 3], none, none, [2 ** 31 - 1, 2], none, none],
  );
});
