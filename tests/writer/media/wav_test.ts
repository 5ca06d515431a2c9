import { assertEquals } from "@std/assert";
import { encodeWav } from "../../../writer/media/wav.ts";

Deno.test("encodeWav() writes a header of 16-bit PCM and interleaved samples", () => {
  const left = Float32Array.of(0, 0.5, -1);
  const right = Float32Array.of(1, 2, NaN);
  const bytes = encodeWav({ kind: "samples", channels: [left, right], sampleRate: 8000 });
  const view = new DataView(bytes.buffer);
  const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  assertEquals([0, 8, 12, 36].map(text), ["RIFF", "WAVE", "fmt ", "data"]);
  assertEquals(view.getUint32(4, true), bytes.length - 8);
  assertEquals([20, 22, 32, 34].map((at) => view.getUint16(at, true)), [1, 2, 4, 16]);
  assertEquals([24, 28, 40].map((at) => view.getUint32(at, true)), [8000, 32_000, 12]);
  const samples = Array.from({ length: 6 }, (_, i) => view.getInt16(44 + 2 * i, true));
  assertEquals(samples, [0, 32_767, 16_384, 32_767, -32_767, 0]);
});
