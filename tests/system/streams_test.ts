import { assertEquals } from "@std/assert";
import { runScript } from "./run_script.ts";

Deno.test("stdin is read to its end, in pieces or as text", async () => {
  const input = "zwölf\n".repeat(50_000);
  const read = await runScript(
    `import { readStdinText } from "$/stdin.ts"; console.log((await readStdinText()).length);`,
    { flags: [], input },
  );
  assertEquals([read.stdout, read.stderr], [`${input.length}\n`, ""]);
  const none = await runScript(
    `import { readStdin } from "$/stdin.ts"; for await (const piece of readStdin()) throw piece;`,
    { flags: [] },
  );
  assertEquals(none.code, 0);
});

Deno.test("output is written whole, and says when nobody reads it", async () => {
  const { stdout } = await runScript(
    `import { writeOutput } from "$/write_output.ts";
    writeOutput("stdout", "ü".repeat(200_000)); writeOutput("stdout", new Uint8Array([33]));`,
  );
  assertEquals(stdout, "ü".repeat(200_000) + "!");
  const { stdout: said } = await runScript(
    `import { ChildProcess } from "$/child_process.ts";
    import { runProgram } from "$/run_program.ts";
    import { executable } from "$/this_process.ts";
    const code = \`
      import { writeOutput } from "$/write_output.ts";
      import { isBrokenPipe } from "$/error_code.ts";
      try {
        for (;;) writeOutput("stdout", "text");
      } catch (error) {
        Deno.writeTextFileSync("said", String(isBrokenPipe(error)));
      }\`;
    const child = new ChildProcess(executable(), ["eval", code]);
    const reader = child.stdout.getReader();
    await reader.read();
    await reader.cancel();
    for (let said = ""; said === "";) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      try {
        said = Deno.readTextFileSync("said");
      } catch {
        // Not yet.
      }
      if (said !== "") console.log(said);
    }
    await child.kill();`,
  );
  assertEquals(said, "true\n");
});

Deno.test("what goes through the runtime's streams is copied, until it is put back", async () => {
  const { stdout } = await runScript(
    `import process from "node:process";
    import { copyStream } from "$/deno.ts";
    import { sleep } from "$/sleep.ts";
    const seen: string[] = [];
    const restore = copyStream("stdout", (bytes) => seen.push(new TextDecoder().decode(bytes)));
    Deno.stdout.writeSync(new TextEncoder().encode("a"));
    await Deno.stdout.write(new TextEncoder().encode("b"));
    process.stdout.write("c");
    await sleep(50);
    restore();
    Deno.stdout.writeSync(new TextEncoder().encode("d"));
    console.log(seen.join());`,
  );
  assertEquals(stdout, "abcda,b,c\n");
});
