import { assertEquals } from "@std/assert";
import { lookAlikes } from "../../format/look_alikes.ts";

Deno.test("lookAlikes() writes names that look like another so that they differ", () => {
  const names = [
    "loss",
    "loss ",
    " loss",
    "lo\u200bss",
    "loss\u00a0",
    "a  b",
    "a b",
    "\u00e9",
    "e\u0301",
  ];
  const others = ["Loss", "e", "a\\b", "c ", "👩🚀", "ß"];
  const written = lookAlikes([...names, ...others, "loss"]);
  assertEquals([...written], [
    ["loss ", '"loss "'],
    [" loss", '" loss"'],
    ["lo\u200bss", '"lo\\u200bss"'],
    ["loss\u00a0", '"loss\\u00a0"'],
    ["a  b", '"a  b"'],
    ["e\u0301", '"e\\u0301"'],
  ]);
});

Deno.test("lookAlikes() writes each name of a group in which none is plain", () => {
  assertEquals([...lookAlikes(["x ", " x"]).values()], ['"x "', '" x"']);
  assertEquals([...lookAlikes(['"', '"\t']).values()], ['"\\"\\u0009"']);
  assertEquals(lookAlikes(["x ", "y"]).size, 0);
});
