import { assertEquals } from "@std/assert";
import { makeAxis } from "../../../../viewer/page/compare/compare_axis.ts";

Deno.test("makeAxis() is linear, logarithmic, of texts, or none", () => {
  const linear = makeAxis("x", [0, 5, 10, null, undefined])!;
  assertEquals([0, 5, 10, null].map((value) => linear.place(value)), [0, 0.5, 1, null]);
  assertEquals(linear.ticks.map(({ label }) => label), ["0", "5", "10"]);
  const log = makeAxis("lr", [0.001, 0.1, 0.01])!;
  assertEquals(log.ticks.map(({ label }) => label), ["0.001", "0.01", "0.1"]);
  assertEquals(Math.round(log.place(0.01)! * 100), 50);
  assertEquals(makeAxis("lr", [0.0003, 0.01])!.ticks.map(({ label }) => label), [
    ..."0.0005,0.001,0.002,0.005,0.01".split(","),
  ]);
  const texts = makeAxis("optimizer", ["sgd", "adam", true])!;
  assertEquals(texts.ticks.map(({ label }) => label), ["adam", "sgd", "true"]);
  assertEquals(makeAxis("same", [3, 3])!.place(3), 0.5);
  // Between neighbours there is no round value, and no end of them to look for.
  assertEquals(makeAxis("ulps", [1, 1 + Number.EPSILON])!.ticks, [{ at: 0, label: "1" }]);
  assertEquals(makeAxis("part", [0.1, 0.5])!.ticks.map(({ label }) => label), [
    ..."0.1,0.2,0.3,0.4,0.5".split(","),
  ]);
  assertEquals(makeAxis("none", [null, undefined]), null);
  assertEquals(makeAxis("ids", Array.from({ length: 100 }, (_, i) => `run ${i}`)), null);
});
