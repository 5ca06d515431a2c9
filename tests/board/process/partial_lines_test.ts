import { assertEquals } from "@std/assert";
import { TempDir } from "../../../testing/temp_dir.ts";

const SCRIPT = new URL("./fixtures/partial_lines.ts", import.meta.url);

Deno.test("output.log has each line by itself where a run was killed, and where boards begin and end within one", async () => {
  using dir = new TempDir();
  const run = async (part: string) => {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", SCRIPT.href, dir.path, part],
      signal: AbortSignal.timeout(60_000),
    }).output();
    return { code, stderr: new TextDecoder().decode(stderr) };
  };
  assertEquals((await run("killed")).code, 137);
  assertEquals(await run("resumed"), { code: 0, stderr: "20 %\r30 %\n" });
  const logOf = (boardId: string) => Deno.readTextFileSync(dir.join(boardId, "logs", "output.log"));
  assertEquals(logOf("first"), "10 %\r\n[STDERR] 20 %\r30 %\none line\n\ufffd\n");
  assertEquals(logOf("second"), "[STDERR] 30 %\none \n");
  assertEquals(logOf("third"), "no end\n");
});
