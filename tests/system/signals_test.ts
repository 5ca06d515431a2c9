import { assertEquals } from "@std/assert";
import { runScript } from "./run_script.ts";

const ignore = Deno.build.os === "windows";
const KILL = `import process from "node:process"; import { sleep } from "$/sleep.ts";
const kill = (name: string) => { process.kill(process.pid, name); return sleep(100); };`;

Deno.test({
  name: "a signal is listened for, and ends the process again when nobody listens",
  ignore,
  async fn() {
    const { code, stdout } = await runScript(`${KILL}
      import { onSignals } from "$/on_signals.ts";
      const listening = onSignals(["SIGINT", "SIGTERM"], (name) => console.log(name));
      await kill("SIGTERM");
      await kill("SIGINT");
      listening[Symbol.dispose]();
      listening[Symbol.dispose]();
      await kill("SIGTERM");
      console.log("not reached");`);
    assertEquals({ code, stdout }, { code: 143, stdout: "SIGTERM\nSIGINT\n" });
  },
});

Deno.test("listening for a signal keeps no process alive", async () => {
  const { code } = await runScript(
    `import { onSignals } from "$/on_signals.ts"; onSignals(["SIGINT"], () => {});`,
  );
  assertEquals(code, 0);
});

Deno.test({
  name: "a worker sees signals, and brings a second one to its end",
  ignore,
  async fn() {
    const { code, stdout } = await runScript(`${KILL}
      import { isMainThread, parentPort, Worker } from "node:worker_threads";
      import { watchSignals } from "$/watch_signals.ts";
      import { writeOutput } from "$/write_output.ts";
      if (isMainThread) {
        const worker = new Worker(new URL(import.meta.url));
        await new Promise((resolve) => worker.on("message", resolve));
        kill("SIGTERM");
        const end = Date.now() + 1500;
        while (Date.now() < end); // Its own loop does not turn, and what comes now is a second request.
        kill("SIGTERM");
        await sleep(5000);
      } else {
        watchSignals({
          onFirst: (number) => writeOutput("stdout", "first " + number + "\\n"),
          mayEnd: () => true,
        });
        setInterval(() => {}, 1000);
        parentPort!.postMessage("ready");
      }`);
    assertEquals({ code, stdout }, { code: 143, stdout: "first 15\n" });
  },
});

Deno.test({
  name: "the script's listeners are known, and our own are not among them",
  ignore,
  async fn() {
    const { code, stdout, stderr } = await runScript(`${KILL}
      import * as deno from "$/deno.ts";
      deno.watchScriptSignals();
      deno.watchScriptSignals();
      deno.prepareSignals();
      const own = () => console.log("own");
      deno.addOwnSignalListener("SIGINT", own);
      console.log(deno.scriptListens("SIGINT", 0));
      const listener = () => console.log("script");
      Deno.addSignalListener("SIGINT", listener);
      Deno.addSignalListener("SIGINT", listener);
      console.log(deno.scriptListens("SIGINT", 0));
      await kill("SIGINT");
      Deno.removeSignalListener("SIGINT", listener);
      console.log(deno.scriptListens("SIGINT", 0), deno.scriptListens("SIGINT", 60_000));
      await kill("SIGINT");
      deno.removeOwnSignalListener("SIGINT", own);
      await kill("SIGINT");`);
    assertEquals({ code, stderr, stdout }, {
      code: 130,
      stderr: "",
      stdout: "false\ntrue\nown\nscript\nfalse true\nown\n",
    });
  },
});
