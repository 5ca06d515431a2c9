import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { Board } from "../../mod.ts";
import { openBoard } from "../../reader/mod.ts";
import { TempDir } from "../../testing/temp_dir.ts";

const TOO_LONG = "x".repeat(2 ** 27 + 1);

Deno.test("log() refuses a text that cannot be stored, and goes on", async () => {
  using dir = new TempDir();
  const board = new Board({ name: "large", baseDir: dir.path, backend: "memory" });
  const half = TOO_LONG.slice(2 ** 26);
  const image = { data: new Uint8Array(4), width: 2, height: 2 };
  const cases: [call: () => void, message: string][] = [
    // As JSON each of its characters takes six.
    [() => board.logTable("t", [{ a: "\x01".repeat(90e6) }]), "at most 134217728 characters"],
    [() => board.logTable("t", [{ a: TOO_LONG }]), "at most 134217728 characters"],
    [() => board.logTable("t", [{ a: half }, { a: half }]), "at most 134217728 characters"],
    [() => board.logTable("t", [{ [TOO_LONG]: 1 }]), "at most 134217728 characters"],
    [() => board.logTable("t", [{ a: '"'.repeat(2 ** 26 + 1) }]), "at most 134217728 characters"],
    [() => board.log({ text: TOO_LONG }), "at most 134217728 characters, received 134217729"],
    [() => board.log({ [TOO_LONG]: 1 }), "at most 65536 characters"],
    [() => board.logHistogram(TOO_LONG, [1]), "at most 65536 characters"],
    [() => board.logImages("i", image, { caption: TOO_LONG }), "a caption of at most"],
  ];
  for (const [call, message] of cases) {
    const error = assertThrows(call, Error, message);
    assertMatch(error.message.slice(0, 10), /^Cannot log/);
  }
  assertEquals(board.currentStep, -1);
  board.log({ loss: 1 });
  await board.finish();
});

Deno.test("an image that is too large for its encoder becomes a row that says so, and holds up nothing", async () => {
  using dir = new TempDir();
  const board = new Board({ name: "large", baseDir: dir.path });
  const side = 24_000;
  board.logImages("large", { data: new Uint8Array(side * side), width: side, height: side });
  board.logImages("small", { data: new Uint8Array(4), width: 2, height: 2 });
  board.logHistogram("extremes", [-1.7e308, 0, 1.7e308]);
  board.logHistogram("extremes", [Number.MAX_VALUE]);
  board.log({ loss: 1 });
  await board.finish();
  await using reader = await openBoard(board.boardDir);
  const media = await reader.media();
  assertEquals(media.map(({ name, width }) => [name, width]), [["large", null], ["small", 2]]);
  assertMatch(media[0]?.caption ?? "", /24000 × 24000 pixels is too large/);
  assertEquals((await reader.histograms()).map(({ count }) => Number(count)), [3, 1]);
  assertEquals([...(await reader.scalars("loss")).y], [1]);
});
