import { assertEquals } from "@std/assert";
import { Refresher } from "../../../../viewer/page/state/refresher.ts";

Deno.test("Refresher sends one more request for updates during a request, and cancels none for them", async () => {
  const asked: PromiseWithResolvers<void>[] = [];
  const problems: (string | null)[] = [];
  let aborted = 0;
  const refresher = new Refresher((signal) => {
    const question = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => aborted++);
    asked.push(question);
    return question.promise;
  }, (problem) => problems.push(problem));
  const first = refresher.update();
  for (let i = 0; i < 5; i++) refresher.update();
  assertEquals(asked.length, 1);
  asked[0]?.resolve();
  while (asked.length < 2) await Promise.resolve();
  assertEquals([problems, aborted], [[null], 0]);
  // What fails is asked again without news.
  asked[1]?.reject(new Error("busy"));
  await first;
  assertEquals(problems, [null, "busy"]);
  for (let i = 0; i < 100 && asked.length < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assertEquals(asked.length, 3);
  asked[2]?.resolve();
  await Promise.resolve();
  refresher.close();
  assertEquals(aborted, 3);
});
