import { assertEquals } from "@std/assert";
import { isLogFile } from "../../format/log_files.ts";

Deno.test("isLogFile() knows the logs of this package, and no other files", () => {
  const names = [
    "output.log",
    "writer.log",
    "writer.log.1",
    "my.log",
    "output.log.old",
    "a/output.log",
  ];
  assertEquals(names.filter(isLogFile), ["output.log", "writer.log", "writer.log.1"]);
});
