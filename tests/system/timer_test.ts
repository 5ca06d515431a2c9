import { assertEquals } from "@std/assert";
import { startInterval, startTimeout } from "../../system/timer.ts";
import { sleep } from "../../system/sleep.ts";
import { runScript } from "./run_script.ts";

Deno.test("a timer runs, unless it is stopped", async () => {
  const ran: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = startTimeout(() => ran.push("timeout"), 0);
  const stopped = startTimeout(() => ran.push("stopped"), 0);
  stopped.stop();
  const interval = startInterval(() => {
    if (ran.push("interval") > 3) resolve();
  }, 1);
  const awake = setInterval(() => {}, 1000); // They keep nobody alive.
  await promise;
  clearInterval(awake);
  interval.stop();
  interval.stop();
  timer.stop();
  const { length } = ran;
  await sleep(10);
  assertEquals([ran.length, ran.includes("timeout"), ran.includes("stopped")], [
    length,
    true,
    false,
  ]);
});

Deno.test("no process stays alive for a timer", async () => {
  const { code, stdout } = await runScript(
    `import { startInterval, startTimeout } from "$/timer.ts";
    startTimeout(() => console.log("late"), 60_000);
    startInterval(() => {}, 60_000);`,
    { flags: [] },
  );
  assertEquals({ code, stdout }, { code: 0, stdout: "" });
});
