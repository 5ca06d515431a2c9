import { assert, assertEquals } from "@std/assert";
import {
  codeOf,
  isAddressInUse,
  isFileTooLarge,
  isPermissionDenied,
  isSystemError,
} from "../../system/error_code.ts";
import { messageOf } from "../../system/message_of.ts";

Deno.test("an error is known by its code, and a missing permission by its name", () => {
  const refused = Object.assign(new Error("refused"), { code: "EACCES" });
  assert(isSystemError(refused) && isPermissionDenied(refused) && !isAddressInUse(refused));
  assert(isPermissionDenied(new Deno.errors.NotCapable("not permitted")));
  for (const other of [new Error("no"), Object.assign(new Error(), { code: 1 }), "ENOENT", null]) {
    assertEquals([codeOf(other), isSystemError(other)], [undefined, false]);
    assertEquals(isPermissionDenied(other), false);
  }
});

Deno.test("a file that is too large is known by a code, by the number in Deno's message, or by DuckDB's", () => {
  const coded = Object.assign(new Error("EFBIG: file too large, write"), { code: "EFBIG" });
  assert(isFileTooLarge(coded) && isFileTooLarge(new Error("File too large (os error 27)")));
  assert(isFileTooLarge(new Error('Could not write file "/b/board.duckdb": File too large')));
  assert(!isFileTooLarge(new Error("No space left on device (os error 28)")));
});

Deno.test("what was thrown has words", () => {
  assertEquals([new TypeError("bad"), "text", undefined].map(messageOf), [
    "bad",
    "text",
    "undefined",
  ]);
});
