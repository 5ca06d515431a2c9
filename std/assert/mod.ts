/**
 * Stands in for `jsr:@std/assert` where the JSR registry is out of reach: the
 * same names and signatures, from `node:assert`.
 *
 * @module
 */
import { fail, match, ok } from "node:assert/strict";

export { deepStrictEqual as assertEquals, ok as assert } from "node:assert/strict";

// deno-lint-ignore no-explicit-any -- as in std: the constructor of any class
type AnyClass<T> = abstract new (...args: any[]) => T;

/** Asserts that a text matches a pattern. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  match(actual, expected, msg);
}

/** Asserts that a text has another in it. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  ok(
    actual.includes(expected),
    `Expected ${JSON.stringify(actual)} to include ${JSON.stringify(expected)}${suffix(msg)}`,
  );
}

/** Asserts that a value is an instance of a class. */
export function assertInstanceOf<T>(
  actual: unknown,
  expectedType: AnyClass<T>,
  msg?: string,
): asserts actual is T {
  if (actual instanceof expectedType) return;
  const received = actual instanceof Error ? `${actual.name}: ${actual.message}` : typeof actual;
  fail(`Expected an instance of ${expectedType.name}, received ${received}${suffix(msg)}`);
}

/** Asserts that a number is at most another. */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  ok(actual <= expected, `Expected ${actual} to be at most ${expected}${suffix(msg)}`);
}

/** Asserts that a function throws an error, and returns it. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: AnyClass<E>,
  msgIncludes?: string,
  msg?: string,
): E {
  try {
    fn();
  } catch (error) {
    return checkError(error, ErrorClass, msgIncludes, msg);
  }
  fail(`Expected the function to throw${suffix(msg)}`);
}

/** Asserts that the promise of a function rejects with an error, and resolves with it. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: AnyClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E> {
  try {
    await fn();
  } catch (error) {
    return checkError(error, ErrorClass, msgIncludes, msg);
  }
  fail(`Expected the function to reject${suffix(msg)}`);
}

function checkError<E extends Error>(
  error: unknown,
  ErrorClass: AnyClass<E>,
  msgIncludes: string | undefined,
  msg: string | undefined,
): E {
  assertInstanceOf(error, ErrorClass, msg);
  if (msgIncludes !== undefined) assertStringIncludes(error.message, msgIncludes, msg);
  return error;
}

function suffix(msg: string | undefined): string {
  return msg === undefined ? "" : `: ${msg}`;
}
