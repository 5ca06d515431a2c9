import "../../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import {
  chooseSmoothing,
  chooseX,
  smoothing,
  xKind,
  xRange,
  zoomTo,
} from "../../../../../viewer/page/charts/settings/chart_settings.ts";
import { urlSignal } from "../../../../../viewer/page/state/url_signal.ts";

Deno.test("settings take valid values from the address, and no others", () => {
  for (const text of ["toString:1", "constructor", "__proto__:2"]) {
    urlSignal("smooth").value = text;
    assertEquals(smoothing.value, { kind: "none", amount: 0 }, text);
  }
  urlSignal("smooth").value = "";
  urlSignal("x").value = "toString";
  assertEquals(xKind.value, "step");
  urlSignal("x").value = "";
  for (const text of ["-Infinity~1", "1~1.0000000000000002", "2~1", "1~", "x~y"]) {
    urlSignal("range").value = text;
    assertEquals(xRange.value, null, text);
  }
  urlSignal("range").value = "0.5~2e3";
  assertEquals(xRange.value, [0.5, 2000]);
  urlSignal("range").value = "";
});

Deno.test("chooseSmoothing() clamps the amount to the slider's range", () => {
  chooseSmoothing({ kind: "mean", amount: 1000 });
  assertEquals(smoothing.value, { kind: "mean", amount: 201 });
  urlSignal("smooth").value = "ema:x";
  assertEquals(smoothing.value, { kind: "ema", amount: 0.8 });
  chooseSmoothing({ kind: "none", amount: 0 });
  assertEquals(urlSignal("smooth").value, "");
});

Deno.test("zoomTo() rounds to what is visible, and chooseX() resets it", () => {
  zoomTo([1.23456789, 2.34567891]);
  assertEquals(xRange.value, [1.235, 2.346]);
  zoomTo([5, 5]);
  assertEquals(xRange.value, [1.235, 2.346]);
  chooseX("relative");
  assertEquals([xKind.value, xRange.value], ["relative", null]);
  chooseX("step");
  assertEquals(urlSignal("x").value, "");
});
