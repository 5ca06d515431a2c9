import { assertEquals, assertMatch } from "@std/assert";
import { thrownText } from "../../../board/process/describe_error.ts";

function withoutTraces(text: string): string {
  return text.replaceAll(/\n +at .*/g, "");
}

Deno.test("thrownText() has an error's trace, and what has caused it, as Deno prints it", () => {
  const error = new Error("outer", { cause: new TypeError("inner", { cause: "a text" }) });
  const text = thrownText(error);
  assertMatch(text, /^Error: outer\n +at .*\n[^]*Caused by: TypeError: inner\n +at /);
  assertEquals(
    withoutTraces(text),
    'Error: outer\nCaused by: TypeError: inner\nCaused by: "a text"',
  );
  assertEquals(
    withoutTraces(thrownText(new Error("of", { cause: { code: 5 } }))),
    [
      "Error: of",
      "Caused by: { code: 5 }",
    ].join("\n"),
  );
});

Deno.test("thrownText() has the errors of an AggregateError", () => {
  const second = new TypeError("second", { cause: new RangeError("third\nof two lines") });
  const error = new AggregateError([new Error("first"), second, "a text"], "all failed", {
    cause: new Error("fourth"),
  });
  assertEquals(
    withoutTraces(thrownText(error)),
    [
      "AggregateError: all failed",
      "    Error: first",
      "    TypeError: second",
      "    Caused by: RangeError: third",
      "    of two lines",
      '    "a text"',
      "Caused by: Error: fourth",
    ].join("\n"),
  );
});

Deno.test("thrownText() ends where errors are one another's cause, or cannot be read", () => {
  const circle = new Error("first");
  circle.cause = new Error("second", { cause: circle });
  assertEquals(
    withoutTraces(thrownText(circle)),
    "Error: first\nCaused by: Error: second\nCaused by: [Circular]",
  );
  const throwing = { get: () => thrower(), configurable: true };
  const thrower = () => {
    throw new Error("of a getter");
  };
  const odd = Object.defineProperties(new Error("odd"), { cause: throwing, errors: throwing });
  assertEquals(withoutTraces(thrownText(odd)), "Error: odd");
  let deep = new Error("0");
  for (let i = 1; i < 1000; i++) deep = new Error(String(i), { cause: deep });
  assertEquals(thrownText(deep).match(/Caused by/g)?.length, 99);
  let many: unknown = "inmost";
  for (let i = 0; i < 5; i++) many = new AggregateError(Array(100).fill(many), "many");
  assertEquals(withoutTraces(thrownText(many)).match(/AggregateError|"inmost"/g)?.length, 100);
});
