import { assertEquals } from "@std/assert";
import { runDuration } from "../../format/run_duration.ts";

Deno.test("runDuration() is what lies between start and end, without the time for which a run had ended", () => {
  assertEquals(runDuration(1000, 61_000, null), 60_000);
  assertEquals(runDuration(1000, 61_000, { paused_ms: 20_000 }), 40_000);
  assertEquals(runDuration(1000, 1000, {}), 0);
  assertEquals(runDuration(1000, 61_000, { paused_ms: 90_000 }), 60_000, "more than there is");
});

Deno.test("runDuration() is unknown without start or end, and where the clock was set back before the start", () => {
  assertEquals(runDuration(null, 1000, null), null);
  assertEquals(runDuration(1000, null, null), null);
  assertEquals(runDuration(61_000, 1000, null), null);
  assertEquals(runDuration(61_000, 1000, { paused_ms: 5000 }), null);
});
