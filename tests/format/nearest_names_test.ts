import { assertEquals } from "@std/assert";
import { nearestNames } from "../../format/nearest_names.ts";

Deno.test("nearestNames() puts the name that differs least first", () => {
  const names = ["val/loss", "train/loss", "train/los", "accuracy", "lr"];
  assertEquals(nearestNames("train/loss ", names), ["train/loss", "train/los", "val/loss"]);
  assertEquals(nearestNames("acuracy", names), ["accuracy"]);
  assertEquals(nearestNames("ACCURACY", names), ["accuracy"]);
});

Deno.test("nearestNames() counts a name within another one as near", () => {
  assertEquals(nearestNames("loss", ["a/very/long/path/to/loss", "lost"]), [
    "a/very/long/path/to/loss",
    "lost",
  ]);
});

Deno.test("nearestNames() suggests at most five names, and none that is far", () => {
  const names = Array.from({ length: 20 }, (_, i) => `loss_${i}`);
  assertEquals(nearestNames("loss_x", names).length, 5);
  assertEquals(nearestNames("gradient", names), []);
  assertEquals(nearestNames("", names), []);
  assertEquals(nearestNames("a", []), []);
  assertEquals(nearestNames("xy", ["ab", "abc"]), ["ab"], "two changes are always near");
});

Deno.test("nearestNames() compares long names only as parts of one another", () => {
  const long = "x".repeat(300);
  assertEquals(nearestNames(`${long}1`, [`${long}2`]), []);
  assertEquals(nearestNames(`${long}1`, [long]), [long]);
});
