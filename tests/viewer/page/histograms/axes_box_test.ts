import { assert, assertEquals } from "@std/assert";
import { axesBox, type AxesRange } from "../../../../viewer/page/histograms/axes_box.ts";
import { labelWidth } from "../../../../viewer/page/values/label_width.ts";

const [WIDTH, HEIGHT] = [400, 190];

const RANGES: { [name: string]: AxesRange } = {
  "few steps": { x: [9, 11], y: [0, 1], hasSteps: true },
  "one step": { x: [6.5, 7.5], y: [4.5, 5.5], hasSteps: true },
  "many steps": { x: [0, 1_234_567], y: [-1e-7, 1e-7], hasSteps: true },
  "seventeen digits": { x: [1e16 - 144, 1e16 + 144], y: [1e16 - 144, 1e16 + 144] },
  "the greatest numbers": { x: [-1.7e308, 1.7e308], y: [-1.7e308, 1.7e308] },
  "the least numbers": { x: [-3e-322, 3e-322], y: [-3e-322, 3e-322] },
  "close to one": { x: [1, 1 + 50 * Number.EPSILON], y: [1, 1 + 50 * Number.EPSILON] },
};

for (const [name, range] of Object.entries(RANGES)) {
  Deno.test(`axes of a histogram: no label is cut, none on another, ${name}`, () => {
    const { left, xLabels, yLabels } = axesBox(WIDTH, HEIGHT, range);
    assert(xLabels.length > 0 && yLabels.length > 0);
    let end = 0;
    for (const { text, at } of xLabels) {
      const [from, to] = [at - labelWidth(text) / 2, at + labelWidth(text) / 2];
      assert(from >= end && to <= WIDTH, `${text}: from ${from} to ${to}, after ${end}`);
      end = to;
    }
    for (const { text } of yLabels) assert(labelWidth(text) <= left, `${text} in ${left} pixels`);
  });

  Deno.test(`axes of a histogram: its ends are the area's, ${name}`, () => {
    const box = axesBox(WIDTH, HEIGHT, range);
    const { x: [min, max], y: [low, high] } = range;
    assertEquals([box.toX(min), box.toX(max)], [box.left, box.left + box.width]);
    assertEquals([box.toY(high), box.toY(low)], [box.top, box.top + box.height]);
    assertEquals(box.xAt(box.left), min);
  });
}

Deno.test("axes of a histogram: steps are whole numbers", () => {
  const texts = (x: [number, number]) =>
    axesBox(WIDTH, HEIGHT, { x, y: [0, 1], hasSteps: true }).xLabels.map(({ text }) => text);
  assertEquals(texts([9, 11]), ["9", "10", "11"]);
  assertEquals(texts([6.5, 7.5]), ["7"]);
  assertEquals(texts([0, 1]), ["0", "1"]);
});
