import { assert } from "@std/assert";

const DEADLINE_MS = 30_000;

/** Polls until a condition holds. @throws {AssertionError} After 30 seconds. */
export async function waitUntil(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!holds()) {
    assert(performance.now() < deadline, "The condition holds within 30 seconds");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
