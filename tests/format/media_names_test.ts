import { assertEquals } from "@std/assert";
import { hashInName, isMediaName, mediaSuffix } from "../../format/media_names.ts";

const ID = "1a2b3c4d".padEnd(64, "0");

Deno.test("mediaSuffix() makes names that isMediaName() and hashInName() know", () => {
  for (const step of [0, 12, 123_456_789_012]) {
    const name = `sample${mediaSuffix(3, step, ID, "png")}`;
    assertEquals([isMediaName(name), hashInName(name)], [true, "1a2b3c4d"], name);
  }
  assertEquals(`a${mediaSuffix(0, 12, ID, "png")}`, "a_0_00000012_1a2b3c4d.png");
});

Deno.test("isMediaName() and hashInName() know no other names", () => {
  for (const name of ["notes.txt", "a_1a2b3c4d", "a_1a2b3c4.png", "a_1A2B3C4D.png", ""]) {
    assertEquals([isMediaName(name), hashInName(name)], [false, undefined], name);
  }
  // Other programs may have given a medium another name.
  assertEquals([isMediaName("a_1a2b3c4d.png"), hashInName("a_1a2b3c4d.png")], [false, "1a2b3c4d"]);
});
