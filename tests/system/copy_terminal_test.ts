import { assertEquals } from "@std/assert";
import { runScript } from "./run_script.ts";

Deno.test("what goes through node's streams is copied, until it is put back", async () => {
  const { stdout, stderr } = await runScript(
    `import process from "node:process";
    import { copyTerminal } from "$/copy_terminal.ts";
    const seen: string[] = [];
    const restore = copyTerminal("stderr", (text) => seen.push(text));
    process.stderr.write("a");
    process.stderr.write(new TextEncoder().encode("ü"));
    restore();
    process.stderr.write("c");
    console.log(seen.join());`,
    { flags: [] },
  );
  assertEquals([stdout, stderr], ["a,ü\n", "aüc"]);
});
