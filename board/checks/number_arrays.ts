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
 * Returns the elements of a tensor, in row order. Tensors of TensorFlow.js have
 * `dataSync()`, those of ONNX Runtime, of `ndarray`, of stdlib and of Pyodide have `data`.
 *
 * @throws {TypeError} Where its elements are not in an array.
 * @throws {RangeError} Where they are more or fewer than its shape says.
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
  return inOrder(tensor, elements);
}

/** Where the platform has no array type for half floats, ONNX Runtime gives their bits. */
function fromHalfBits(tensor: object, elements: NumberArray): NumberArray {
  if (!("type" in tensor && tensor.type === "float16" && elements instanceof Uint16Array)) {
    return elements;
  }
  return new Float16Array(elements.buffer, elements.byteOffset, elements.length);
}

/**
 * Returns the elements of a tensor in row order. A view has strides, which may skip, reverse or
 * transpose some of its array, and an offset.
 *
 * @param array The array that the tensor is a view of.
 * @throws {RangeError} Where the array has more or fewer elements than the tensor's shape.
 */
export function inOrder(tensor: object, array: NumberArray): NumberArray {
  const elements = fromHalfBits(tensor, array);
  const shape = shapeOf(tensor);
  if (shape === undefined) return elements;
  const count = shape.reduce((product, size) => product * size, 1);
  const strides = stridesOf(tensor, shape.length);
  if (strides === undefined) {
    if (elements.length === count) return elements;
    throw new RangeError(
      `expected ${count} elements for the shape [${shape}], received ${formatValue(elements)}`,
    );
  }
  // Of the same type, because it decides what the values mean.
  const ArrayType = elements.constructor as new (length: number) => number[];
  const ordered = new ArrayType(count);
  const position = shape.map(() => 0);
  let from = "offset" in tensor ? Number(tensor.offset) : 0;
  for (let index = 0; index < count; index++) {
    const element = elements[from];
    if (element === undefined) {
      throw new RangeError(
        `expected strides within its data, received the stride [${strides}] ` +
          `for ${formatValue(elements)}`,
      );
    }
    ordered[index] = element as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = Number(strides[axis]);
      const size = shape[axis] ?? 0;
      const next = (position[axis] ?? 0) + 1;
      from += stride;
      position[axis] = next;
      if (next < size) break;
      from -= stride * size;
      position[axis] = 0;
    }
  }
  return ordered;
}

/**
 * How far the elements of each axis are apart: `stride` of `ndarray`; `strides` of stdlib and
 * Pyodide. Those of TensorFlow.js, whose elements are in row order, have one axis less.
 */
function stridesOf(tensor: object, rank: number): readonly unknown[] | undefined {
  if ("stride" in tensor && Array.isArray(tensor.stride)) return tensor.stride;
  if (!("strides" in tensor && Array.isArray(tensor.strides))) return undefined;
  return tensor.strides.length === rank ? tensor.strides : undefined;
}

/** The shape of a tensor, where it has one of whole numbers. */
function shapeOf(tensor: object): readonly number[] | undefined {
  const shape: unknown = "shape" in tensor
    ? tensor.shape
    : "dims" in tensor
    ? tensor.dims
    : undefined;
  const isShape = Array.isArray(shape) &&
    shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  return isShape ? shape : undefined;
}

/**
 * Refuses a typed array whose memory went to another thread: it would be taken for an empty one.
 *
 * @throws {TypeError} Where it has.
 */
export function checkAttached(array: object): void {
  if (!ArrayBuffer.isView(array) || !("detached" in array.buffer && array.buffer.detached)) return;
  throw new TypeError(
    "expected an array with its memory, received one that is detached: postMessage() or " +
      "structuredClone() has transferred it",
  );
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
