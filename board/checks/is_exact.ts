/** Beyond it a number is not each integer. */
const LARGEST_BIGINT = 2n ** 53n;

/** Whether a `bigint` keeps its value as a number. */
export function isExact(value: bigint): boolean {
  return value >= -LARGEST_BIGINT && value <= LARGEST_BIGINT;
}
