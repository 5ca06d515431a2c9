import { assertEquals } from "@std/assert";
import { bitmapBytes, isValid, setRangeValid, setValid } from "../../backends/validity_bitmap.ts";

/** The rows whose bits are set. */
function validRows(bitmap: Uint8Array): number[] {
  return [...Array(bitmap.length * 8).keys()].filter((row) => isValid(bitmap, row));
}

Deno.test("bitmapBytes() counts whole words of 64 bits", () => {
  assertEquals([0, 1, 64, 65, 2048].map(bitmapBytes), [0, 8, 8, 16, 256]);
});

Deno.test("setValid() sets one bit, the least significant of a byte first", () => {
  const bitmap = new Uint8Array(8);
  setValid(bitmap, 0);
  setValid(bitmap, 9);
  setValid(bitmap, 63);
  assertEquals([...bitmap], [1, 2, 0, 0, 0, 0, 0, 128]);
  assertEquals(validRows(bitmap), [0, 9, 63]);
});

Deno.test("setRangeValid() sets the bits of the range and no other, wherever it begins and ends", () => {
  for (let start = 0; start <= 20; start++) {
    for (let count = 0; start + count <= 64; count++) {
      const bitmap = new Uint8Array(8);
      setRangeValid(bitmap, start, count);
      const expected = Array.from({ length: count }, (_, i) => start + i);
      assertEquals(validRows(bitmap), expected, `${count} from ${start}`);
    }
  }
});

Deno.test("setRangeValid() leaves bits that are set", () => {
  const bitmap = Uint8Array.of(1, 0, 128, 0, 0, 0, 0, 0);
  setRangeValid(bitmap, 3, 10);
  assertEquals(validRows(bitmap), [0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 23]);
});
