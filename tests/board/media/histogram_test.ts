// deno-lint-ignore-file no-explicit-any -- what the types forbid
import { assertEquals, assertThrows } from "@std/assert";
import { CallBuffers } from "../../../board/memory/call_buffers.ts";
import { toHistogramSource } from "../../../board/media/histogram.ts";
import { SharedPool } from "../../../board/memory/shared_pool.ts";
import { Histogram } from "../../../mod.ts";

function sourceOf(histogram: Histogram) {
  return toHistogramSource(histogram, new CallBuffers(new SharedPool(0)));
}

const VALUES: readonly [string, any, new (values: number[]) => ArrayLike<number>][] = [
  ["doubles", Float64Array.of(1, 2), Float64Array],
  ["floats", Float32Array.of(1, 2), Float32Array],
  ["half floats", Float16Array.of(1, 2), Float32Array],
  ["bytes", Uint8Array.of(1, 2), Uint8Array],
  ["clamped bytes", Uint8ClampedArray.of(1, 2), Uint8Array],
  ["16-bit integers", Int16Array.of(1, 2), Int16Array],
  ["64-bit integers", BigInt64Array.of(1n, 2n), Float64Array],
  ["unsigned 64-bit integers", BigUint64Array.of(1n, 2n), Float64Array],
  ["an array", [1, 2], Float64Array],
  ["bigints", [1n, 2n], Float64Array],
  ["a tensor of TensorFlow.js", { dataSync: () => Float32Array.of(1, 2) }, Float32Array],
  [
    "a view with strides",
    { data: Float32Array.of(9, 1, 9, 2, 9), shape: [2], stride: [2], offset: 1 },
    Float32Array,
  ],
  [
    "a view with strides of stdlib or Pyodide",
    { data: Float32Array.of(9, 1, 9, 2, 9), shape: [2], strides: [2], offset: 1 },
    Float32Array,
  ],
  [
    "a view that is reversed",
    { data: Float64Array.of(2, 1), shape: [2], stride: [-1], offset: 1 },
    Float64Array,
  ],
  [
    "a column of a matrix",
    { data: Int16Array.of(1, 9, 9, 2, 9, 9), shape: [2, 1], stride: [3, 1], offset: 0 },
    Int16Array,
  ],
  ["a tensor of ONNX Runtime", { dims: [2], data: Int32Array.of(1, 2) }, Int32Array],
];

for (const [title, values, ArrayType] of VALUES) {
  Deno.test(`new Histogram() copies ${title}`, () => {
    const source = sourceOf(new Histogram(values));
    if (source.kind !== "values") throw new Error(source.kind);
    assertEquals([source.bins, source.range], [64, null]);
    assertEquals(source.values.constructor, ArrayType);
    assertEquals([...source.values], [1, 2]);
  });
}

Deno.test("new Histogram() takes edges, a range and auto", () => {
  const binsOf = (options: any) => {
    const source = sourceOf(new Histogram([], options));
    return source.kind === "values" ? [source.bins, source.range] : [];
  };
  assertEquals(binsOf({ bins: [0, 0.5, 2] }), [Float64Array.of(0, 0.5, 2), null]);
  assertEquals(binsOf({ bins: "auto", range: [-1, 1] }), ["auto", [-1, 1]]);
  assertEquals(binsOf({ bins: 1 }), [1, null]);
  assertEquals(binsOf({ bins: 65_536 }), [65_536, null]);
});

Deno.test("Histogram.fromCounts() takes integers of both kinds", () => {
  const expected = {
    kind: "counts",
    edges: Float64Array.of(0, 1, 2),
    counts: BigInt64Array.of(0n, 3n),
  };
  assertEquals(sourceOf(Histogram.fromCounts([0, 1, 2], [0, 3])), expected);
  assertEquals(sourceOf(Histogram.fromCounts(Float32Array.of(0, 1, 2), [0n, 3n])), expected);
});

type ErrorClass = typeof TypeError | typeof RangeError;

const BAD: readonly [string, () => unknown, ErrorClass, string][] = [
  ["a text", () => new Histogram("abc" as any), TypeError, 'the string "abc"'],
  [
    "a DataView",
    () => new Histogram(new DataView(new ArrayBuffer(8)) as any),
    TypeError,
    "a DataView",
  ],
  ["an object", () => new Histogram({} as any), TypeError, "an object"],
  [
    "counts",
    () => new Histogram({ counts: [1], edges: [0, 1] } as any),
    TypeError,
    "Histogram.fromCounts(edges, counts) takes those",
  ],
  ["0 bins", () => new Histogram([], { bins: 0 }), RangeError, "the number 0"],
  ["too many bins", () => new Histogram([], { bins: 65_537 }), RangeError, "65537"],
  ["half a bin", () => new Histogram([], { bins: 1.5 }), RangeError, "1.5"],
  ["other words", () => new Histogram([], { bins: "many" as any }), RangeError, '"many"'],
  ["one edge", () => new Histogram([], { bins: [1] }), RangeError, "an array of 1"],
  ["edges that stay", () => new Histogram([], { bins: [0, 1, 1] }), RangeError, "1 and after it 1"],
  ["edges that fall", () => new Histogram([], { bins: [0, 2, 1] }), RangeError, "2 and after it 1"],
  ["an infinite edge", () => new Histogram([], { bins: [0, Infinity] }), TypeError, "Infinity"],
  ["a range of none", () => new Histogram([], { range: [1, 1] }), RangeError, "1 and after it 1"],
  [
    "a range of three",
    () => new Histogram([], { range: [0, 1, 2] as any }),
    TypeError,
    "an array of 3",
  ],
  [
    "edges and a range",
    () => new Histogram([], { bins: [0, 1], range: [0, 1] }),
    TypeError,
    "both",
  ],
  ["too few counts", () => Histogram.fromCounts([0, 1, 2], [1]), RangeError, "received 1"],
  ["a negative count", () => Histogram.fromCounts([0, 1], [-1]), RangeError, "the number -1"],
  ["half a count", () => Histogram.fromCounts([0, 1], [0.5]), RangeError, "the number 0.5"],
  ["a negative bigint", () => Histogram.fromCounts([0, 1], [-1n]), RangeError, "the bigint -1n"],
];

for (const [title, make, ErrorClass, says] of BAD) {
  Deno.test(`Histogram refuses ${title}`, () => {
    assertThrows(make, ErrorClass, says);
  });
}

Deno.test("toHistogramSource() refuses numbers whose memory has gone to another thread", () => {
  const numbers = Float64Array.of(1, 2);
  structuredClone(numbers, { transfer: [numbers.buffer] });
  const histogram = new Histogram(numbers);
  assertThrows(() => sourceOf(histogram), TypeError, "is detached");
});

Deno.test("toHistogramSource() refuses what is no number in an array", () => {
  for (const value of ["1", null, undefined, {}, true]) {
    assertThrows(() => sourceOf(new Histogram([1, value] as any)), TypeError, "expected numbers");
  }
});
