import { assertEquals } from "@std/assert";
import { StepRows } from "../../../../viewer/page/steps/step_rows.ts";

Deno.test("StepRows fetches each step once, and only what is new", async () => {
  const asked: unknown[] = [];
  let last = 3;
  let changes = 0;
  const rows = new StepRows({
    steps: () => Promise.resolve([1, 3]),
    rows: (query) => {
      asked.push(query);
      return Promise.resolve(
        "step" in query
          ? [{ step: query.step }]
          : query.after < last
          ? [{ step: last }, { step: last }]
          : [],
      );
    },
  }, () => changes++);
  await rows.update();
  assertEquals(rows.steps, [1, 3]);
  assertEquals(rows.at(0), []);
  assertEquals(rows.at(2), undefined);
  while (rows.at(2) === undefined) await Promise.resolve();
  assertEquals(rows.at(2), [{ step: 1 }]);
  last = 7;
  await rows.update();
  assertEquals(rows.steps, [1, 3, 7]);
  assertEquals(rows.at(9), [{ step: 7 }, { step: 7 }]);
  assertEquals(asked, [{ step: 1 }, { after: 3, limit: 100 }]);
  assertEquals(changes, 3);
  rows.close();
});
