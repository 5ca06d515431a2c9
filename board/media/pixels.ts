import { formatValue } from "../checks/format_value.ts";
import {
  hasBooleans,
  isNumberArray,
  type NumberArray,
  numbersOf,
} from "../checks/number_arrays.ts";
import type { CallBuffers } from "../memory/call_buffers.ts";
import type { PixelSource } from "../../writer/records.ts";

/**
 * The pixels of an image, row by row. An `ImageData` has this form.
 *
 * Arrays of integer types are 0 to 255. Floats are 0 to 1, or 0 to 255 if one of
 * them is above 2: interpolation takes those of 0 to 1 a little beyond 1. The
 * numbers of an array are integers if all are whole and one is above 1, else
 * floats. The option `valueRange` says otherwise. Values beyond are clipped, and
 * the first time a name has such values, it is said.
 */
export interface Pixels {
  /** `width * height * channels` values; the channels of a pixel follow one another. */
  readonly data: NumberArray;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** 1 for grey, 3 for RGB, 4 for RGBA. Default: as the length of `data` shows. */
  readonly channels?: number;
}

/**
 * An image as a tensor of TensorFlow.js, ONNX Runtime, `ndarray`, stdlib or Pyodide's buffers.
 *
 * Its shape is `[height, width, channels]`, `[channels, height, width]` or
 * `[height, width]`, with 1, 3 or 4 channels. If both of the first two fit, it
 * is the first. A batch of one image is that image. Values as in {@linkcode Pixels}.
 */
export type ImageTensor =
  & ({ readonly shape: readonly number[] } | { readonly dims: readonly number[] })
  & (
    | { dataSync(): ArrayLike<number> }
    | { readonly data: ArrayLike<number | bigint | boolean | string> }
  );

type Layout = Pick<PixelSource, "width" | "height" | "channels" | "layout">;

/** Whether an object has the form of {@linkcode Pixels}. */
export function isPixels(value: object): value is Pixels {
  return "data" in value && "width" in value && "height" in value;
}

/** Whether an object has the form of an {@linkcode ImageTensor}. */
export function isImageTensor(value: object): value is ImageTensor {
  return ("shape" in value && Array.isArray(value.shape)) ||
    ("dims" in value && Array.isArray(value.dims));
}

/** Copies the pixels of an image. @throws {TypeError | RangeError} Where there is no image. */
export function copyPixels(
  image: Pixels,
  buffers: CallBuffers,
  valueRange?: PixelSource["valueRange"],
): PixelSource {
  const { data, width, height } = image;
  if (!isNumberArray(data)) {
    throw new TypeError(
      `expected the data of an image to be a typed array, received ${formatValue(data)}`,
    );
  }
  checkSize("width", width);
  checkSize("height", height);
  const given = image.channels ?? data.length / (width * height);
  const channels = ([1, 3, 4] as const).find((count) => count === given);
  if (channels === undefined && image.channels !== undefined) {
    throw new RangeError(
      `expected an image of 1, 3 or 4 channels, received ${formatValue(image.channels)}`,
    );
  }
  if (channels === undefined || data.length !== width * height * channels) {
    const expected = channels === undefined ? "1, 3 or 4" : channels;
    throw new RangeError(
      `expected an image of ${width} × ${height} pixels with ${expected} values each, ` +
        `received ${formatValue(data)}`,
    );
  }
  return {
    kind: "pixels",
    ...copyValues(data, buffers, valueRange),
    width,
    height,
    channels,
    layout: "hwc",
  };
}

/** Copies the pixels of a tensor. @throws {TypeError | RangeError} Where it is not an image. */
export function copyTensor(
  tensor: ImageTensor,
  buffers: CallBuffers,
  valueRange?: PixelSource["valueRange"],
): PixelSource {
  const shape = "shape" in tensor ? tensor.shape : tensor.dims;
  const layout = layoutOf(shape);
  const elements = numbersOf(tensor);
  const count = layout.width * layout.height * layout.channels;
  if (elements.length !== count) {
    throw new RangeError(
      `expected ${count} elements for the shape [${shape}], received ${formatValue(elements)}`,
    );
  }
  const scale = hasBooleans(tensor) ? 255 : 1;
  return { kind: "pixels", ...copyValues(elements, buffers, valueRange, scale), ...layout };
}

function layoutOf(shape: readonly number[]): Layout {
  const received = `received the shape [${shape}]`;
  if (!shape.every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw new RangeError(`expected an image of at least one pixel, ${received}`);
  }
  if (shape.length === 4) {
    if (shape[0] === 1) return layoutOf(shape.slice(1));
    throw new RangeError(
      `expected one image, ${received}; give the images of a batch as a list of tensors`,
    );
  }
  const isChannels = (size: number): size is 1 | 3 | 4 => [1, 3, 4].includes(size);
  const [first, second, third] = shape;
  if (first !== undefined && second !== undefined && shape.length <= 3) {
    if (third === undefined) return { height: first, width: second, channels: 1, layout: "hwc" };
    if (isChannels(third)) return { height: first, width: second, channels: third, layout: "hwc" };
    if (isChannels(first)) return { height: second, width: third, channels: first, layout: "chw" };
  }
  throw new RangeError(
    `expected the shape of an image, height × width × channels, channels × height × width or ` +
      `height × width with 1, 3 or 4 channels, ${received}`,
  );
}

type Values = Pick<PixelSource, "data" | "valueRange">;

function copyValues(
  data: NumberArray,
  buffers: CallBuffers,
  valueRange: PixelSource["valueRange"],
  scale = 1,
): Values {
  if (Array.isArray(data)) checkNumbers(data);
  if (valueRange !== undefined) return copyWithRange(data, buffers, valueRange);
  if (isBytes(data) && scale === 1) return { data: buffers.copy(Uint8Array, data) };
  const isFloat = data instanceof Float32Array || data instanceof Float64Array ||
    data instanceof Float16Array || (Array.isArray(data) && !isOfBytes(data));
  if (isFloat) return { data: buffers.copy(Float32Array, data) };
  const bytes = buffers.array(Uint8Array, data.length);
  for (let i = 0; i < bytes.length; i++) {
    const value = Number(data[i]) * scale;
    if (!(value >= 0 && value <= 255)) {
      throw new RangeError(
        `expected integers from 0 to 255, received ${formatValue(data[i])}; the option ` +
          `valueRange says what is black and white of others`,
      );
    }
    bytes[i] = value;
  }
  return { data: bytes };
}

function copyWithRange(
  data: NumberArray,
  buffers: CallBuffers,
  valueRange: readonly [low: number, high: number],
): Values {
  const [low, high] = valueRange;
  const size = high - low;
  if (size < Infinity && fitFloats(data)) {
    if (isBytes(data)) return { data: buffers.copy(Uint8Array, data), valueRange };
    return { data: buffers.copy(Float32Array, data), valueRange };
  }
  // In doubles, and each number divided before it could be too large for one.
  const divisor = size < Infinity ? 1 : 2;
  const divided = high / divisor - low / divisor;
  const floats = buffers.array(Float32Array, data.length);
  for (let i = 0; i < floats.length; i++) {
    floats[i] = (Number(data[i]) / divisor - low / divisor) / divided;
  }
  return { data: floats, valueRange: [0, 1] };
}

function isBytes(data: NumberArray): data is Uint8Array | Uint8ClampedArray {
  return data instanceof Uint8Array || data instanceof Uint8ClampedArray;
}

/** Whether floats of 32 bits hold all values of an array's type. */
function fitFloats(
  data: NumberArray,
): data is Exclude<NumberArray, BigInt64Array | BigUint64Array> {
  return !(Array.isArray(data) || data instanceof Float64Array || data instanceof Int32Array ||
    data instanceof Uint32Array || data instanceof BigInt64Array ||
    data instanceof BigUint64Array);
}

function checkNumbers(data: readonly unknown[]): void {
  for (const value of data) {
    if (typeof value === "number") continue;
    throw new TypeError(
      `expected an image of numbers, received ${formatValue(value)} in its data`,
    );
  }
}

/** Whether an array holds integers of which one is above 1, so that they are 0 to 255. */
function isOfBytes(data: readonly number[]): boolean {
  return data.some((value) => value > 1) && data.every(Number.isInteger);
}

function checkSize(name: "width" | "height", value: unknown): void {
  if (Number.isSafeInteger(value) && value as number > 0) return;
  throw new RangeError(
    `expected the ${name} of an image to be a positive integer, received ${formatValue(value)}`,
  );
}
