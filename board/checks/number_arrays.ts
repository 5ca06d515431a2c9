import { formatValue } from "./format_value.ts";

/** A sequence of numbers: a typed array or an array. */
export type NumberArray =
  | readonly number[]
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float16Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/**
 * Returns the elements of a tensor. Tensors of TensorFlow.js have
 * `dataSync()`, those of ONNX Runtime and `ndarray` have `data`.
 *
 * @throws {TypeError} Where its elements are not in an array.
 */
export function numbersOf(tensor: object): NumberArray {
  const elements = "dataSync" in tensor && typeof tensor.dataSync === "function"
    ? tensor.dataSync()
    : "data" in tensor
    ? tensor.data
    : undefined;
  if (!isNumberArray(elements)) {
    throw new TypeError(
      `expected a tensor with numbers in dataSync() or data, received ${formatValue(tensor)} ` +
        `with ${formatValue(elements)}`,
    );
  }
  // Where the platform has no array type for half floats, ONNX Runtime gives their bits.
  if ("type" in tensor && tensor.type === "float16" && elements instanceof Uint16Array) {
    return new Float16Array(elements.buffer, elements.byteOffset, elements.length);
  }
  return elements;
}

/** Whether a value is an array or a typed array. The elements of an array are not checked. */
export function isNumberArray(value: unknown): value is NumberArray {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** Whether the elements of a tensor are booleans. */
export function hasBooleans(tensor: object): boolean {
  return ("dtype" in tensor && tensor.dtype === "bool") ||
    ("type" in tensor && tensor.type === "bool");
}
