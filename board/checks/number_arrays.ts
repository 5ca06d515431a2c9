import { formatValue } from "./format_value.ts";

/** Numbers in a row: a typed array, or an array. */
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
 * The elements of a tensor: TensorFlow.js has `dataSync()`, ONNX Runtime and
 * those like `ndarray` have `data`.
 *
 * @throws {TypeError} Where it has none that are numbers.
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
  // ONNX Runtime has half floats as their bits, where the platform had no array for them.
  if ("type" in tensor && tensor.type === "float16" && elements instanceof Uint16Array) {
    return new Float16Array(elements.buffer, elements.byteOffset, elements.length);
  }
  return elements;
}

/** Whether something is an array, or a typed one; what is in an array is not looked at. */
export function isNumberArray(value: unknown): value is NumberArray {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** Whether the elements of a tensor are truth values. */
export function hasBooleans(tensor: object): boolean {
  return ("dtype" in tensor && tensor.dtype === "bool") ||
    ("type" in tensor && tensor.type === "bool");
}
