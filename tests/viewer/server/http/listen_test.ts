import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { boardsReply } from "../../../../viewer/protocol/boards.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { PipedText } from "../../../../testing/piped_text.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { attackedViewer } from "../support/attacked_viewer.ts";
import { fixtureArgs } from "../support/viewer_boards.ts";
import { rawRequest } from "../support/raw_http.ts";
import { get } from "../support/viewer_client.ts";

Deno.test("serve() takes the usual port, or another where it is taken", async () => {
  using dir = new TempDir();
  const logged: string[] = [];
  const log = (text: string) => logged.push(text);
  await using first = serve({ baseDir: dir.path, log });
  await using second = serve({ baseDir: dir.path, log });
  assert(first.port !== second.port);
  assertStringIncludes(logged.join("\n"), second.url);
  for (const viewer of [first, second]) {
    assertEquals((await get(viewer, "/api/boards", boardsReply)).boards, []);
  }
  assertThrows(
    () => serve({ baseDir: dir.path, port: first.port, log }),
    Error,
    `Cannot serve boards on 127.0.0.1:${first.port}`,
  );
  assertThrows(() => serve({ port: 70_000 }), RangeError, "port");
  assertThrows(() => serve({ token: "short" }), TypeError, "token");
  assertThrows(() => serve({ baseDir: "" }), TypeError, "baseDir");
});

Deno.test({
  name: "serve() goes on after more connections than the process may have",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using attack = await attackedViewer();
    const args = fixtureArgs("few_files.ts", attack.baseDir);
    await using child = new Deno.Command("sh", {
      args: ["-c", 'ulimit -n 128; exec "$0" "$@"', Deno.execPath(), ...args],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const stdout = new PipedText(child.stdout);
    const port = Number(await stdout.line());
    const held: Deno.Conn[] = [];
    for (let index = 0; index < 300; index++) {
      try {
        held.push(await Deno.connect({ hostname: "127.0.0.1", port }));
      } catch {
        break; // It has no more to give.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const connection of held) connection.close();
    for (let status = 0, tries = 0; status !== 200; tries++) {
      assert(tries < 300, "The server has not come back");
      await new Promise((resolve) => setTimeout(resolve, 100));
      status = await rawRequest(port, "GET /api/info").then((answer) => answer.status, () => 0);
    }
    await stdout.close();
    await child.stdin.close();
  },
});
