import { assert, assertEquals, assertMatch } from "@std/assert";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { PNG } from "pngjs";
import { Histogram, Media, type MediaData, Table } from "../../../mod.ts";
import { OpenBoards } from "../open_boards.ts";
import { RowReader } from "../../support/row_reader.ts";
import { numbersOf, readTable } from "../../support/read_table.ts";

const BACKENDS = ["duckdb", "parquet"] as const;
const WIDTH = 5;
const HEIGHT = 3;
const PIXELS = WIDTH * HEIGHT;

/** Bytes of an image, the channels of a pixel together. */
function bytesOf(channels: number): Uint8Array {
  return Uint8Array.from({ length: PIXELS * channels }, (_, i) => (i * 37) % 256);
}

/** The same, with the values of a channel together. */
function planes<Values extends Uint8Array | Float32Array>(
  values: Values,
  channels: number,
): Values {
  const moved = values.slice() as Values;
  for (let i = 0; i < values.length; i++) {
    moved[(i % channels) * PIXELS + Math.floor(i / channels)] = values[i]!;
  }
  return moved;
}

/** What a decoder must find: RGBA. */
function rgbaOf(channels: number): number[] {
  const bytes = bytesOf(channels);
  return Array.from({ length: PIXELS }, (_, pixel) => {
    const [red = 0, green = red, blue = red, alpha = 255] = bytes.subarray(
      pixel * channels,
      (pixel + 1) * channels,
    );
    return [red, green, blue, alpha];
  }).flat();
}

/** Every form of array, for every number of channels. */
function arrayForms(channels: 1 | 3 | 4): Record<string, MediaData> {
  const bytes = bytesOf(channels);
  const unit = Float32Array.from(bytes, (value) => value / 255);
  const shape = [HEIGHT, WIDTH, channels];
  const size = { width: WIDTH, height: HEIGHT };
  const rows: Record<string, MediaData> = channels === 1
    ? { hw: { shape: shape.slice(0, 2), data: bytes } }
    : {};
  const imageData: Record<string, MediaData> = channels === 4
    ? { imageData: new ImageData(new Uint8ClampedArray(bytes), WIDTH, HEIGHT) }
    : {};
  return {
    pixels: { data: bytes, ...size, channels },
    floats: { data: unit, ...size },
    floats255: { data: Float64Array.from(bytes), ...size },
    list: { data: [...bytes], ...size },
    hwc: { shape, dataSync: () => unit },
    chw: { dims: [channels, HEIGHT, WIDTH], data: planes(bytes, channels) },
    chwFloats: { dims: [1, channels, HEIGHT, WIDTH], data: planes(unit, channels) },
    ...rows,
    ...imageData,
  };
}

/** A file of some other encoder: ours plays no part in it. */
function foreignPng(): Uint8Array<ArrayBuffer> {
  const png = new PNG({ width: WIDTH, height: HEIGHT });
  png.data = Buffer.from(rgbaOf(3));
  return new Uint8Array(PNG.sync.write(png));
}

const GIF = Uint8Array.from(
  atob("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"),
  (character) => character.charCodeAt(0),
);

for (const backend of BACKENDS) {
  Deno.test(`logImages() keeps every pixel of every array, with ${backend}`, async () => {
    await using boards = new OpenBoards();
    await using reader = new RowReader();
    const board = boards.open({ backend });
    const expected: [string, number[]][] = [];
    for (const channels of [1, 3, 4] as const) {
      for (const [form, data] of Object.entries(arrayForms(channels))) {
        const name = `${form}${channels}`;
        board.logImages(name, data);
        expected.push([name, rgbaOf(channels)]);
      }
    }
    await board.finish();
    const rows = await readTable(reader, board, "media");
    assertEquals(rows.map(({ name }) => name), expected.map(([name]) => name));
    rows.forEach((row, i) => {
      const png = PNG.sync.read(Buffer.from(Deno.readFileSync(String(row.path))));
      assertEquals([png.width, png.height], [WIDTH, HEIGHT]);
      assertEquals([...png.data], expected[i]![1], expected[i]![0]);
      assertEquals([Number(row.width), Number(row.height), row.format], [WIDTH, HEIGHT, "png"]);
    });
  });

  Deno.test(`log*() keep files, bytes and blobs byte for byte, with ${backend}`, async () => {
    await using boards = new OpenBoards();
    await using reader = new RowReader();
    const board = boards.open({ backend });
    const png = foreignPng();
    const path = boards.dir.join("a picture.PNG");
    Deno.writeFileSync(path, png);
    board.logImages("bytes", png);
    board.logImages("buffer", GIF.buffer);
    board.logImages("blob", new Blob([png]));
    board.logImages("path", path);
    board.logImages("url", new URL(`file://${encodeURI(path)}`));
    const mp4 = new TextEncoder().encode("\0\0\0\x18ftypisom and so on");
    board.logVideo("video", mp4);
    board.logAudio("audio", new TextEncoder().encode("fLaC and so on"));
    await board.finish();
    const rows = await readTable(reader, board, "media");
    const contents = rows.map(({ path }) => Deno.readFileSync(String(path)));
    const expected = [png, GIF, png, png, png, mp4, new TextEncoder().encode("fLaC and so on")];
    assertEquals(contents, expected);
    const pngs = rows.filter(({ format }) => format === "png");
    assertEquals(new Set(pngs.map(({ filename }) => filename)).size, 1);
    assertEquals(rows.map(({ type }) => type).slice(-2), ["video", "audio"]);
    assertEquals(Number(rows[1]!.width), 1);
  });

  Deno.test(`logImages() stores the same content once, with ${backend}`, async () => {
    await using boards = new OpenBoards();
    await using reader = new RowReader();
    const board = boards.open({ backend });
    const images = [3, 4].map((channels) => ({
      data: bytesOf(channels),
      width: WIDTH,
      height: HEIGHT,
    }));
    board.logImages("predictions", images, { caption: "epoch 1" });
    for (let step = 1; step < 7; step++) board.log({ loss: step });
    board.logImages("predictions", images);
    await board.finish();
    const rows = await readTable(reader, board, "media");
    assertEquals(rows.map(({ step }) => Number(step)), [0, 0, 7, 7]);
    assertEquals(rows.map(({ caption }) => caption), ["epoch 1", "epoch 1", null, null]);
    const files = [...Deno.readDirSync(`${board.boardDir}/media`)].map(({ name }) => name).sort();
    assertEquals(files.length, 2);
    files.forEach((name, i) =>
      assertMatch(name, RegExp(`^predictions_${i}_00000000_[0-9a-f]{8}.png$`))
    );
    for (const { media_id, filename, path, size_bytes } of rows) {
      const content = Deno.readFileSync(String(path));
      const hash = createHash("sha256").update(content).digest("hex");
      assertEquals([media_id, Number(size_bytes)], [hash, content.length]);
      assert(String(filename).includes(hash.slice(0, 8)));
    }
  });

  Deno.test(`log() with a medium, a table and a histogram is one step, with ${backend}`, async () => {
    await using boards = new OpenBoards();
    await using reader = new RowReader();
    const board = boards.open({ backend });
    const [first, second] = [3, 4].map((channels) =>
      new Media({ data: bytesOf(channels), width: WIDTH, height: HEIGHT })
    );
    const table = new Table([
      { class: "cat", score: 0.5, ok: true, image: first },
      { class: 'do"g', score: NaN, ok: null, image: second },
      { class: "none", score: -0, ok: false, image: null },
    ]);
    board.log({
      loss: 1,
      sample: first,
      table,
      grads: new Histogram([0, 1, 1, NaN, Infinity], { bins: 2 }),
    });
    await board.finish();
    const media = await readTable(reader, board, "media");
    assertEquals(media.map(({ name }) => name), ["sample", "table", "table"]);
    const [row] = await readTable(reader, board, "tables");
    assertEquals(JSON.parse(String(row!.columns)), table.columns);
    assertEquals(JSON.parse(String(row!.column_types)), ["text", "number", "boolean", "media"]);
    assertEquals(JSON.parse(String(row!.rows)), [
      ["cat", 0.5, true, `<media id=${media[1]!.media_id}>`],
      ['do"g', "NaN", null, `<media id=${media[2]!.media_id}>`],
      ["none", -0, false, null],
    ]);
    assertEquals(media[0]!.media_id, media[1]!.media_id);
    const [histogram] = await readTable(reader, board, "histograms");
    const { counts, nan_count, inf_count } = histogram!;
    assertEquals(numbersOf(counts), [1, 2]);
    assertEquals([nan_count, inf_count].map(Number), [1, 1]);
    for (const name of ["metrics", "media", "tables", "histograms"]) {
      const steps = (await readTable(reader, board, name)).map(({ step }) => Number(step));
      assertEquals(new Set(steps), new Set([0]));
    }
  });
}

Deno.test("the media table answers upstream's own query", async () => {
  await using boards = new OpenBoards();
  await using reader = new RowReader();
  const board = boards.open({ backend: "duckdb" });
  board.logImages("a", GIF);
  board.logAudio("b", { samples: new Float32Array(4), sampleRate: 8000 });
  await board.finish();
  const query = "SELECT name, filename FROM media WHERE type = 'image'";
  const { cells } = await reader.query(`${board.boardDir}/data/board.duckdb`, query);
  assertEquals(cells[0], ["a"]);
});
