import { assertEquals } from "@std/assert";
import { runScript } from "../../testing/run_script.ts";

Deno.test("copyMade() copies nothing that a killed run with the same process id has left", async () => {
  const script = new URL("./fixtures/copy_beside_left.ts", import.meta.url);
  assertEquals((await runScript(script, [])).trim().split("\n"), [
    "makes boards",
    "boards new",
    "boards new",
    "makes others",
    "others new",
    "is removed",
  ]);
});
