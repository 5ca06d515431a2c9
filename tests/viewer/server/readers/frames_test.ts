import { assertEquals, assertRejects } from "@std/assert";
import { encodeFrame, readFrames } from "../../../../viewer/server/readers/frames.ts";

const LIMITS = { head: 100, body: 1000 };

/** The bytes of some frames, in pieces of a size. */
async function* pieces(size: number, ...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  const all = new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer());
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

async function read(source: AsyncIterable<Uint8Array>): Promise<unknown[]> {
  const frames: unknown[] = [];
  for await (const { head, body } of readFrames(source, LIMITS)) frames.push([head, [...body]]);
  return frames;
}

Deno.test("readFrames() gives what encodeFrame() made, wherever it is cut", async () => {
  const body = Uint8Array.from({ length: 300 }, (_, index) => index);
  const parts = [
    ...encodeFrame({ run: 1, id: "🐟" }),
    ...encodeFrame({ reply: 2 }, body),
    ...encodeFrame(null),
  ];
  for (const size of [1, 2, 7, 8, 9, 64, 1000]) {
    assertEquals(await read(pieces(size, ...parts)), [
      [{ run: 1, id: "🐟" }, []],
      [{ reply: 2 }, [...body]],
      [null, []],
    ]);
  }
});

Deno.test("readFrames() leaves out a frame that is cut off", async () => {
  const whole = encodeFrame({ reply: 1 }, new Uint8Array(9));
  const cut = encodeFrame({ reply: 2 }, new Uint8Array(9));
  const last = cut.at(-1)!.subarray(0, 8);
  assertEquals((await read(pieces(5, ...whole, cut[0]!, last))).length, 1);
  assertEquals((await read(pieces(5, ...whole, cut[0]!.subarray(0, 3)))).length, 1);
  assertEquals(await read(pieces(5)), []);
});

Deno.test("readFrames() refuses frames beyond the limits, and heads that are no JSON", async () => {
  for (const lengths of [[101, 0], [0, 1001], [0xffff_ffff, 0xffff_ffff]]) {
    const bytes = new Uint8Array(8);
    lengths.forEach((length, index) =>
      new DataView(bytes.buffer).setUint32(4 * index, length, true)
    );
    await assertRejects(() => read(pieces(8, bytes)), RangeError, "Expected a frame");
  }
  const bytes = new Uint8Array(12).fill(0x7b);
  new DataView(bytes.buffer).setUint32(0, 4, true);
  new DataView(bytes.buffer).setUint32(4, 0, true);
  await assertRejects(() => read(pieces(8, bytes)), SyntaxError);
});
