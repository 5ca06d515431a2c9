import { assertEquals, assertThrows } from "@std/assert";
import { hasBooleans, isNumberArray, numbersOf } from "../../../board/checks/number_arrays.ts";

Deno.test("isNumberArray() is true for arrays and typed arrays alone", () => {
  const arrays = [[], [1], ["a"], new Uint8Array(1), new Float16Array(1), new BigInt64Array(1)];
  const others = [null, undefined, 1, "12", {}, { length: 1 }, new DataView(new ArrayBuffer(8))];
  assertEquals(arrays.map(isNumberArray), arrays.map(() => true));
  assertEquals(others.map(isNumberArray), others.map(() => false));
});

Deno.test("numbersOf() reads tensors of TensorFlow.js, of ONNX Runtime and of ndarray", () => {
  const values = Float32Array.of(1, 2);
  assertEquals(numbersOf({ dataSync: () => values }), values);
  assertEquals(numbersOf({ data: values, dims: [2] }), values);
  assertEquals(numbersOf({ data: [1, 2], shape: [2] }), [1, 2]);
  // A tensor of TensorFlow.js has a method of this name, which is asynchronous.
  assertEquals(numbersOf({ data: () => Promise.resolve(values), dataSync: () => values }), values);
});

Deno.test("numbersOf() reads half floats that are given as their bits", () => {
  const bits = Uint16Array.of(0, 0x3c00, 0xc000);
  assertEquals([...numbersOf({ type: "float16", data: bits.subarray(1) })], [1, -2]);
  assertEquals([...numbersOf({ type: "uint16", data: bits.subarray(1) })], [0x3c00, 0xc000]);
});

for (const tensor of [{}, { data: "text" }, { data: undefined }, { dataSync: () => 5 }]) {
  Deno.test(`numbersOf() refuses ${Deno.inspect(tensor)}`, () => {
    assertThrows(() => numbersOf(tensor), TypeError, "expected a tensor with numbers");
  });
}

Deno.test("hasBooleans() knows the types of TensorFlow.js and of ONNX Runtime", () => {
  assertEquals(
    [{ dtype: "bool" }, { type: "bool" }, { dtype: "int32" }, { type: "uint8" }, {}]
      .map(hasBooleans),
    [true, true, false, false, false],
  );
});
