import { assertEquals } from "@std/assert";
import { namePattern } from "../../../cli/boards/name_pattern.ts";

Deno.test("namePattern() matches the whole name, with * and ? as wildcards", () => {
  const matches = (pattern: string, names: string[]) =>
    names.filter((name) => namePattern(pattern).test(name));
  assertEquals(matches("digits", ["digits", "digits_2", "my digits"]), ["digits"]);
  assertEquals(matches("digits*", ["digits", "digits_2", "my digits"]), ["digits", "digits_2"]);
  assertEquals(matches("run ?", ["run 1", "run 12", "run 🙂", "run "]), ["run 1", "run 🙂"]);
  assertEquals(matches("*", ["", "two\nlines"]), ["", "two\nlines"]);
});

Deno.test("namePattern() takes all other characters literally", () => {
  for (const name of ["a.b", "(x)", "[1]", "a+b", "$^", "a|b", "\\", "{2}"]) {
    assertEquals(namePattern(name).test(name), true, name);
  }
  assertEquals(namePattern("a.b").test("axb"), false);
});
