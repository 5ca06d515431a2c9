import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { withPath, wrapError } from "../../../board/checks/wrap_error.ts";

Deno.test("wrapError() says what failed and why, and keeps the class and the cause", () => {
  const cause = new RangeError("expected at least one image");
  const error = wrapError('Cannot log "x"', cause);
  assertInstanceOf(error, RangeError);
  assertEquals([error.message, error.cause], [
    'Cannot log "x": expected at least one image',
    cause,
  ]);
  assertInstanceOf(wrapError("Cannot log", new Error("other")), TypeError);
  assertEquals(wrapError("Cannot log", "a text").message, "Cannot log: a text");
});

Deno.test("wrapError() replaces what an error that it has made before says", () => {
  const inner = wrapError("Cannot make a table", new TypeError("expected rows"));
  const outer = wrapError('Cannot log "classes"', inner);
  assertEquals([outer.message, outer.cause], ['Cannot log "classes": expected rows', inner]);
});

Deno.test("withPath() returns the result, or adds where the error is", () => {
  assertEquals(withPath("row 1", () => 5), 5);
  const error = assertThrows(
    () => withPath("row 1", () => withPath("column 2", () => ({} as { a(): void }).a())),
    TypeError,
  );
  assertEquals(error.message.startsWith("row 1: column 2: "), true, error.message);
});
