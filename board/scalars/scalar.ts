import { formatValue, quote } from "../checks/format_value.ts";
import { isExact } from "../checks/is_exact.ts";
import { wrapError } from "../checks/wrap_error.ts";
import { checkTextLength, MAX_TEXT_LENGTH } from "../checks/text_limit.ts";
import { inOrder, type NumberArray } from "../checks/number_arrays.ts";

/** A tensor of one element, by the methods with which libraries offer its value. */
export type ScalarTensor =
  | { dataSync(): ArrayLike<number | bigint | boolean | string> }
  | { item(): number | bigint | boolean }
  | { data: ArrayLike<number | bigint | boolean | string> };

/**
 * A value that a metric can have. `null` and `undefined` leave the cell empty.
 *
 * A `bigint` must be within ±2^53. Tensors and typed arrays must have one
 * element: TensorFlow.js (`dataSync()`), ONNX Runtime (`data`), `item()`.
 */
export type Scalar =
  | number
  | bigint
  | boolean
  | string
  | null
  | undefined
  | ScalarTensor
  | ArrayBufferView;

/** A cell as it is stored, and the type of its column. */
export type Cell =
  | { type: "double"; value: number }
  | { type: "boolean"; value: boolean }
  | { type: "string"; value: string };

/**
 * Converts a logged value to a cell; `undefined` leaves the cell empty.
 *
 * @throws {TypeError} For a value that no metric can have.
 * @throws {RangeError} For a `bigint` beyond ±2^53, and for a tensor that has not one element.
 */
export function toScalarCell(name: string, value: unknown): Cell | undefined {
  switch (typeof value) {
    case "number":
      return { type: "double", value };
    case "boolean":
      return { type: "boolean", value };
    case "string":
      checkLength(name, value);
      return { type: "string", value };
    case "bigint":
      return { type: "double", value: fromBigInt(name, value) };
    case "undefined":
      return undefined;
    case "object":
      return value === null ? undefined : toScalarCell(name, onlyElement(name, value));
    default:
      throw unsupported(name, value);
  }
}

function checkLength(name: string, text: string): void {
  if (text.length <= MAX_TEXT_LENGTH) return; // At each call: no closure, no message.
  try {
    checkTextLength("a text", text);
  } catch (error) {
    throw wrapError(`Cannot log ${quote(name)}`, error);
  }
}

function fromBigInt(name: string, value: bigint): number {
  if (isExact(value)) return Number(value);
  throw new RangeError(
    `Cannot log ${quote(name)}: expected a bigint within ±2^53, received ${formatValue(value)}`,
  );
}

function onlyElement(name: string, tensor: object): number | bigint | boolean | string {
  const elements = readElements(name, tensor);
  if (elements === undefined) throw unsupported(name, tensor);
  if (elements.length !== 1) {
    const count = ArrayBuffer.isView(tensor) ? "" : ` of ${elements.length} elements`;
    throw new RangeError(
      `Cannot log ${quote(name)}: expected one element, received ${formatValue(tensor)}${count}` +
        (elements.length > 1 ? MANY_VALUES : ""),
    );
  }
  const element = elements[0];
  const isBoolean = "dtype" in tensor && tensor.dtype === "bool" ||
    "type" in tensor && tensor.type === "bool";
  if (isBoolean) return Boolean(element);
  if (element === null || !["number", "bigint", "boolean", "string"].includes(typeof element)) {
    throw unsupported(name, tensor);
  }
  return element as number;
}

function readElements(name: string, tensor: object): ArrayLike<unknown> | undefined {
  try {
    return tensorElements(tensor);
  } catch (cause) {
    throw new TypeError(
      `Cannot log ${quote(name)}: expected one element, received ${formatValue(tensor)} that ` +
        `cannot be read (${cause instanceof Error ? cause.message : cause})`,
      { cause },
    );
  }
}

function tensorElements(tensor: object): ArrayLike<unknown> | undefined {
  if (ArrayBuffer.isView(tensor)) {
    return tensor instanceof DataView ? undefined : tensor as unknown as ArrayLike<unknown>;
  }
  if ("dataSync" in tensor && typeof tensor.dataSync === "function") return tensor.dataSync();
  if ("item" in tensor && typeof tensor.item === "function") return [tensor.item()];
  if ("data" in tensor && (Array.isArray(tensor.data) || ArrayBuffer.isView(tensor.data))) {
    return inOrder(tensor, tensor.data as NumberArray);
  }
  return undefined;
}

/** What takes more than one value. */
const MANY_VALUES = "; many values are a new Histogram(…), an image is a new Media(…)";

function unsupported(name: string, value: unknown): TypeError {
  return new TypeError(
    `Cannot log ${
      quote(name)
    }: expected a number, bigint, boolean, string, one-element tensor, Media, Table or ` +
      `Histogram, received ${formatValue(value)}${rightForm(name, value)}`,
  );
}

/** How to log what an object stands for, or has in it. */
function rightForm(name: string, value: unknown): string {
  if (typeof value !== "object" || value === null) return "";
  if (Array.isArray(value)) {
    if (typeof value[0] === "number") return MANY_VALUES;
    return value.length === 0 ? "" : `; several images are logImages(${quote(name)}, […])`;
  }
  // A decimal of a library's has parts that are not its value.
  if ("toNumber" in value && typeof value.toNumber === "function") return "; log its toNumber()";
  if (standsForOne(value)) return "; log its valueOf()";
  const [key] = value instanceof Map ? value.keys() : Object.keys(value);
  return key === undefined ? "" : `; name each value in it, as ${quote(`${name}/${key}`)}`;
}

/** Whether an object stands for one value, as a `Date` and `new String("x")` do. */
function standsForOne(value: object): boolean {
  try {
    return ["number", "bigint", "boolean", "string"].includes(typeof value.valueOf());
  } catch {
    return false; // As of Temporal's, which say that they have none.
  }
}
