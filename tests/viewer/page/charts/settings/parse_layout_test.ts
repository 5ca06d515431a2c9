import { assertEquals } from "@std/assert";
import { parseLayout } from "../../../../../viewer/page/charts/settings/parse_layout.ts";

Deno.test("parseLayout() takes valid parts of a layout, and nothing else", () => {
  const empty = { pinned: [], order: [], sizes: {}, closed: [] };
  for (
    const text of ["", "{", "null", "1", "[]", '{"pinned":"a","order":{},"sizes":[],"closed":1}']
  ) {
    assertEquals(parseLayout(text), empty, text);
  }
  const sizes = {
    a: ["x", 1],
    b: [0, 200],
    c: [1.5, 200],
    d: [2, 9],
    e: "12",
    f: null,
    g: [2, 200],
    h: [1, 1e9],
  };
  const text = JSON.stringify({ pinned: ["p", 1], order: ["o"], sizes, closed: [null, "c"] });
  assertEquals(parseLayout(text), {
    pinned: ["p"],
    order: ["o"],
    closed: ["c"],
    sizes: { g: [2, 200] },
  });
  assertEquals(Object.keys(parseLayout('{"sizes":{"__proto__":[1,200]}}').sizes), ["__proto__"]);
});
