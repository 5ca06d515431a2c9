import { assertEquals, assertStringIncludes } from "@std/assert";
import { SpareWorker } from "../../../board/worker/spare_worker.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

const ROOT = new URL("../../../", import.meta.url);

Deno.test("a script without a board that waits for ever ends as Deno alone ends it", async () => {
  using dir = new TempDir();
  const path = dir.join("script.ts");
  await Deno.writeTextFile(
    path,
    `import { SpareWorker } from "${ROOT.href}board/worker/spare_worker.ts";
    new SpareWorker().start(50);
    await new Promise(() => {});`,
  );
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", new URL("deno.json", ROOT).pathname, path],
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(60_000),
  }).output();
  assertEquals(code, 1);
  assertStringIncludes(new TextDecoder().decode(stderr), "Top-level await promise never resolved");
});

Deno.test("a spare worker that a board has taken goes on", async () => {
  const spare = new SpareWorker();
  spare.start(20);
  const worker = spare.take()!;
  let hasEnded = false;
  worker.on("exit", () => hasEnded = true);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assertEquals(hasEnded, false);
  await worker.terminate();
});
