/** The arrays that records have, by the name that each type has on disk. */
export const ARRAY_TYPES = {
  float64: Float64Array,
  float32: Float32Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int16: Int16Array,
  int8: Int8Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
};

/** An array of numbers that records have. */
export type NumberArray =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | Uint16Array
  | Uint8Array;

/** The name that the type of an array has on disk. */
export function typeNameOf(array: NumberArray): string {
  const found = Object.entries(ARRAY_TYPES).find(([, type]) => array instanceof type);
  if (found !== undefined) return found[0];
  throw new TypeError("Cannot keep records: expected an array of numbers");
}
