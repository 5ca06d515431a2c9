import "../../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import {
  combinedMetrics,
  joinEntries,
  splitChart,
  toggleCombined,
} from "../../../../../viewer/page/charts/settings/combined_metrics.ts";
import { urlSignal } from "../../../../../viewer/page/state/url_signal.ts";

const entries = (...names: string[]) =>
  names.map((name) => ({
    name,
    type: name.startsWith("text") ? "string" as const : "number" as const,
    boards: [],
  }));

Deno.test("joinEntries() puts metrics in the chart of the first that is there, and texts in none", () => {
  const join = (names: string[], combined: string[][]) =>
    joinEntries(entries(...names), combined)
      .map(({ name, others = [] }) => [name, ...others.map(({ name }) => name)].join());
  assertEquals(join(["a", "b", "c"], [["b", "a"]]), ["b,a", "c"]);
  assertEquals(join(["a", "c"], [["b", "a", "c"]]), ["a,c"]);
  assertEquals(join(["a", "text", "c"], [["a", "text"]]), ["a", "text", "c"]);
  // A metric is in one chart, whatever an address says.
  assertEquals(join(["a", "b", "c"], [["a", "b"], ["b", "c"], ["c", "a"]]), ["a,b", "c"]);
});

Deno.test("toggleCombined() moves a metric between charts, splitChart() undoes it", () => {
  toggleCombined("a", "b");
  toggleCombined("a", "c");
  toggleCombined("d", "c");
  assertEquals(combinedMetrics.value, [["a", "b"], ["d", "c"]]);
  toggleCombined("a", "b");
  assertEquals(combinedMetrics.value, [["d", "c"]]);
  splitChart("c");
  assertEquals(combinedMetrics.value, []);
  for (const text of ["[", "7", '{"a":1}', '[[1,2],[],null,["a"]]']) {
    urlSignal("combined").value = text;
    assertEquals(combinedMetrics.value, [], text);
  }
});
