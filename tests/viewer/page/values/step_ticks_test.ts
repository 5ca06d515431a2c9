import { assertEquals } from "@std/assert";
import { stepTicks } from "../../../../viewer/page/values/step_ticks.ts";

Deno.test("an axis of steps has whole numbers", () => {
  assertEquals(stepTicks(0, 4, 11).labels, ["0", "1", "2", "3", "4"]);
  assertEquals(stepTicks(9, 11, 8).labels, ["9", "10", "11"]);
  assertEquals(stepTicks(9999.5, 10000.5, 8).labels, ["10000"]);
  assertEquals(stepTicks(0, 1_000_000, 3).labels, ["0", "0.5M", "1.0M"]);
});

Deno.test("… also where it is logarithmic, over few steps as over many", () => {
  assertEquals(stepTicks(316.2, 318.3, 8, true).labels, ["317", "318"]);
  assertEquals(stepTicks(310, 340, 5, true).labels, ["310", "320", "330", "340"]);
  assertEquals(stepTicks(0.7, 4.2, 8, true).labels, ["1", "2"]);
  assertEquals(stepTicks(1, 399, 8, true).labels, "1,2,5,10,20,50,100,200".split(","));
});

Deno.test("… unless it has none, as between two steps", () => {
  assertEquals(stepTicks(1.2, 1.8, 4).labels, ["1.2", "1.4", "1.6", "1.8"]);
});
