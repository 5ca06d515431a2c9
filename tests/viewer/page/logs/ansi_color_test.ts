import { assertEquals } from "@std/assert";
import { cssColor, letterColor } from "../../../../viewer/page/logs/ansi_color.ts";

Deno.test("cssColor() has the palette's cube and greys", () => {
  assertEquals(cssColor(3), "var(--ansi-3)");
  assertEquals(cssColor(16), "rgb(0 0 0)");
  assertEquals(cssColor(208), "rgb(255 135 0)");
  assertEquals(cssColor(231), "rgb(255 255 255)");
  assertEquals(cssColor(232), "rgb(8 8 8)");
  assertEquals(cssColor(255), "rgb(238 238 238)");
  assertEquals(cssColor([1, 2, 3]), "rgb(1 2 3)");
});

Deno.test("letterColor() is readable on any background", () => {
  assertEquals(letterColor(3), "var(--bg)");
  assertEquals([letterColor(16), letterColor(231)], ["white", "black"]);
  assertEquals([letterColor([255, 255, 0]), letterColor([0, 0, 255])], ["black", "white"]);
});
