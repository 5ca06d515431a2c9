import { assertEquals } from "@std/assert";
import { LineShares } from "../../../../viewer/server/team/line_shares.ts";

Deno.test("LineShares has a share for each person, few lines for strangers, and counts what is left out", () => {
  let now = 60_000;
  const shares = new LineShares(() => now);
  assertEquals(shares.endedMinute(), []);
  const taken = (entry: Parameters<LineShares["take"]>[0], times = 100) =>
    Array.from({ length: times }, () => shares.take(entry)).filter((isTaken) => isTaken).length;
  assertEquals(taken({ who: "ann", what: "refused" }), 20);
  assertEquals(taken({ who: "bob", what: "refused" }, 3), 3);
  assertEquals(taken({ who: "ann", what: "annotate" }), 60);
  assertEquals(taken({ who: "ann", what: "delete_board" }), 100);
  assertEquals(taken({ who: null, what: "refused", from: "10.0.0.1" }), 5);
  for (let index = 0; index < 50; index++) {
    taken({ who: null, what: "refused", from: `10.0.1.${index}` }, 1);
  }
  assertEquals(shares.endedMinute(), []);
  now += 60_000;
  assertEquals(shares.endedMinute(), [
    { who: "ann", what: "refused", detail: "80 more, not listed" },
    { who: "ann", what: "annotate", detail: "40 more, not listed" },
    { who: null, what: "refused", from: "10.0.0.1", detail: "95 more, not listed" },
    { who: null, what: "refused", detail: "35 more, not listed" },
  ]);
  assertEquals(taken({ who: "ann", what: "refused" }, 1), 1);
});
