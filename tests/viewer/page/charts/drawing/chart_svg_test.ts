import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { makeScene } from "../../../../../viewer/page/charts/drawing/chart_scene.ts";
import { chartSvg } from "../../../../../viewer/page/charts/drawing/chart_svg.ts";

Deno.test("chartSvg() writes names as text, and marks", () => {
  const points = { x: Float64Array.of(0, 1, 2), y: Float64Array.of(1, NaN, 2) };
  const name = '<script>alert(1)</script> \0 & "x"';
  const line = { id: "a", name, color: "#123456", points, sampled: false, smoothed: points.y };
  const svg = chartSvg({
    name,
    scene: makeScene([line], null, null, false),
    box: { left: 40, top: 5, width: 200, height: 100 },
    width: 250,
    height: 130,
    x: [{ at: 0.5, text: "1" }],
    y: [{ at: 0.5, text: "1.5" }],
    colors: { background: "#fff", text: "#000", muted: "#555", grid: "#eee" },
  });
  assert(!svg.includes("<script") && !svg.includes("\0"));
  assertStringIncludes(svg, "&#60;script&#62;alert(1)&#60;/script&#62;");
  assertEquals(svg.match(/<circle/g)?.length, 2);
  assertStringIncludes(svg, "M140");
});
