import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ChildProcess } from "../../system/child_process.ts";
import { codeOf } from "../../system/error_code.ts";
import { runProgram, startDetached } from "../../system/run_program.ts";
import { executable } from "../../system/this_process.ts";

Deno.test("a process answers what it is asked, until it is killed", async () => {
  const child = new ChildProcess(executable(), [
    "eval",
    "for await (const piece of Deno.stdin.readable) await Deno.stdout.write(piece);",
  ]);
  const awake = setInterval(() => {}, 1000); // As nobody stays alive for it.
  const reader = child.stdout.getReader();
  for (const text of ["one\n", "two\n"]) {
    await child.write(text);
    assertEquals(new TextDecoder().decode((await reader.read()).value), text);
  }
  clearInterval(awake);
  await child.kill();
  assertEquals((await reader.read()).done, true);
});

Deno.test("a program is run to its end", async () => {
  const code = "console.log(Deno.cwd()); console.error('no'); Deno.exit(3);";
  const end = await runProgram(executable(), ["eval", code], { cwd: "/" });
  assertEquals(end, { code: 3, stdout: "/\n", stderr: "no\n" });
});

Deno.test("a program that is not there has its code", async () => {
  const none = "/no/such/program";
  assertEquals(codeOf(assertThrows(() => new ChildProcess(none, []), Error)), "ENOENT");
  assertEquals(codeOf(assertThrows(() => startDetached(none, []), Error)), "ENOENT");
  assertEquals(codeOf(await assertRejects(() => runProgram(none, []), Error)), "ENOENT");
});

Deno.test("runProgram() kills a program that hangs", async () => {
  const hangs = "setInterval(() => {}, 1000)";
  const { code } = await runProgram(executable(), ["eval", hangs], { maxMs: 500 });
  assertEquals(code, 128 + 9);
});
