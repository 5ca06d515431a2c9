import { assert, assertEquals, assertMatch } from "@std/assert";
import { infoOf } from "../../system/file_info.ts";
import { removeTree } from "../../system/remove.ts";
import { makeTempDir } from "../../system/temp_dir.ts";
import { runScript } from "./run_script.ts";

Deno.test("a temporary folder is new, and nobody else's", () => {
  const path = makeTempDir("kobo_");
  try {
    assert(infoOf(path).isDirectory);
    assertMatch(path, /kobo_[^/\\]+$/);
    if (Deno.build.os !== "windows") assertEquals(Deno.statSync(path).mode! & 0o777, 0o700);
  } finally {
    removeTree(path);
  }
});

Deno.test({
  name: "a temporary folder needs no right to the environment",
  ignore: Deno.build.os === "windows",
  async fn() {
    const { stdout, stderr } = await runScript(
      `import { makeTempDir } from "$/temp_dir.ts"; import { removeTree } from "$/remove.ts";
      const path = makeTempDir("kobo_"); removeTree(path); console.log(path.slice(0, 10));`,
      { flags: ["--allow-read=/tmp", "--allow-write=/tmp"] },
    );
    assertEquals([stdout, stderr], ["/tmp/kobo_\n", ""]);
  },
});
