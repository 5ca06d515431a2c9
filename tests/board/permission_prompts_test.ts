import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { TempDir } from "../../testing/temp_dir.ts";

const ROOT = fromFileUrl(new URL("../..", import.meta.url));
const MAIN = new URL("../../mod.ts", import.meta.url).href;

Deno.test({
  name: "who sits at a terminal is asked once for each right, and for none with the README's flags",
  ignore: !hasTerminals(),
  async fn() {
    using dir = new TempDir();
    Deno.writeTextFileSync(
      dir.join("run.ts"),
      `import { Board } from "${MAIN}";
      const board = new Board({ name: "asked" });
      board.log({ loss: 1 });
      await board.finish();
      console.log("complete");`,
    );
    const asked = await runInTerminal(dir, []);
    assertEquals(asked.requests, [
      "read access.",
      `write access to "${join(Deno.realPathSync(dir.path), "kohakuboard")}".`,
      "ffi access.",
    ]);
    assertEquals(asked.isComplete, true);
    const flags = ["--allow-read", "--allow-write=./kohakuboard", "--allow-ffi"];
    assertEquals(await runInTerminal(dir, flags), { requests: [], isComplete: true });
  },
});

/** Runs the script in a pseudo-terminal, and answers each prompt with yes. */
async function runInTerminal(
  dir: TempDir,
  flags: string[],
): Promise<{ requests: string[]; isComplete: boolean }> {
  const command = [Deno.execPath(), "run", "--no-check", `--config=${ROOT}deno.json`, ...flags];
  await using child = new Deno.Command("script", {
    args: ["-qec", [...command, "run.ts"].map((part) => `'${part}'`).join(" "), "/dev/null"],
    cwd: dir.path,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const stdin = child.stdin.getWriter();
  let output = "";
  // Deno throws away what was typed before it reads, though the terminal has shown it: an answer is
  // given again until it is granted.
  const answering = setInterval(() => {
    const isAsking = output.split("Deno requests").length > output.split("Granted").length;
    if (isAsking) stdin.write(new TextEncoder().encode("y\n")).catch(() => {});
  }, 300);
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) output += text;
  clearInterval(answering);
  await stdin.close().catch(() => {});
  await child.status;
  // deno-lint-ignore no-control-regex -- colours and moves of the cursor
  const plain = output.replaceAll(/\x1b\[[\d;?]*[A-Za-z]/g, "");
  return {
    requests: [...plain.matchAll(/Deno requests (.*?)\r?$/gm)].map(([, what = ""]) => what),
    isComplete: plain.includes("complete"),
  };
}

/** Whether util-linux can make a pseudo-terminal: other systems have another `script`. */
function hasTerminals(): boolean {
  if (Deno.build.os !== "linux") return false;
  try {
    return new Deno.Command("script", { args: ["--version"] }).outputSync().success;
  } catch {
    return false;
  }
}
