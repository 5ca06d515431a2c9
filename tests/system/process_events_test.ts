import { assertEquals } from "@std/assert";
import { runScript } from "./run_script.ts";

Deno.test("the end of a process is told, and an error that nobody caught before it", async () => {
  const { code, stdout } = await runScript(
    `import { onExit, onUncaught } from "$/process_events.ts";
    onExit(() => console.log("removed"))[Symbol.dispose]();
    onUncaught(() => console.log("removed"))[Symbol.dispose]();
    onExit(() => console.log("exit"));
    onUncaught((error) => console.log((error as Error).message));
    setTimeout(() => { throw new Error("thrown"); }, 0);`,
    { flags: [] },
  );
  assertEquals([code, stdout.split("\n")[0], stdout.includes("removed")], [1, "thrown", false]);
  const end = await runScript(
    `import { onExit } from "$/process_events.ts"; onExit(() => console.log("exit"));`,
    { flags: [] },
  );
  assertEquals(end, { code: 0, stdout: "exit\n", stderr: "" });
});

Deno.test("the exit of a worker is told in it", async () => {
  const { stdout } = await runScript(
    `import { isMainThread, SHARE_ENV, Worker } from "node:worker_threads";
    import { onExit } from "$/process_events.ts";
    import { writeOutput } from "$/write_output.ts";
    if (isMainThread) new Worker(new URL(import.meta.url), { env: SHARE_ENV });
    else onExit(() => writeOutput("stdout", "worker's exit\\n"));`,
    { flags: ["--allow-read"] },
  );
  assertEquals(stdout, "worker's exit\n");
});

Deno.test("who listens for a signal by node's means is known", async () => {
  const { stdout } = await runScript(
    `import { hasNodeListener } from "$/process_events.ts";
    import { onSignals } from "$/on_signals.ts";
    import * as deno from "$/deno.ts";
    deno.addOwnSignalListener("SIGINT", () => {});
    console.log(hasNodeListener("SIGINT"));
    onSignals(["SIGINT"], () => {});
    console.log(hasNodeListener("SIGINT"));`,
    { flags: [] },
  );
  assertEquals(stdout, "false\ntrue\n");
});
