import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { PipedText } from "../../../../testing/piped_text.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { sharedBoards } from "../support/viewer_boards.ts";
import { until } from "../support/viewer_client.ts";

const ROOT = new URL("../../../../", import.meta.url);
const CONFIG = fromFileUrl(new URL("deno.json", ROOT));
const SERVER = new URL("viewer/server/mod.ts", ROOT).href;

Deno.test("serve() reads boards itself, and says so, without the right to start processes", async () => {
  const baseDir = await sharedBoards();
  const script = `import { serve } from ${JSON.stringify(SERVER)};
    const messages = [];
    const log = (message) => messages.push(message);
    await using viewer = serve({ baseDir: ${JSON.stringify(baseDir)}, port: 0, log });
    console.log(viewer.url);
    for await (const _ of Deno.stdin.readable);
    console.log(JSON.stringify(messages.slice(1)));`;
  using dir = new TempDir();
  Deno.writeTextFileSync(dir.join("serve.ts"), script);
  const permissions = ["--allow-read", "--allow-ffi", "--allow-net", "--allow-sys", "--allow-env"];
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      `--config=${CONFIG}`,
      ...permissions,
      dir.join("serve.ts"),
    ],
    stdin: "piped",
    stdout: "piped",
  });
  const process = child.spawn();
  const stdout = new PipedText(process.stdout);
  const url = await stdout.line();
  const board = await until(async () => {
    const response = await fetch(new URL("/api/boards/full_duckdb", url));
    const reply = await response.json();
    return reply.metrics.length > 0 ? reply : undefined;
  });
  assertEquals([board.status, board.problems], ["finished", []]);
  await process.stdin.close();
  const messages = JSON.parse(await stdout.line() ?? "");
  await process.status;
  assertEquals(messages.length, 1);
  assertStringIncludes(messages[0], "no other can be started (it is not permitted: --allow-run)");
});
