import { assert, assertEquals } from "@std/assert";
import { crc32 } from "node:zlib";
import { namesIn } from "../../system/entries_in.ts";
import { fileChecksum } from "../../system/file_checksum.ts";
import { StagedFile } from "../../system/staged_file.ts";
import { TempDir } from "../../testing/temp_dir.ts";

Deno.test("a staged file has its name when it is whole, and its checksum before", async () => {
  using dir = new TempDir();
  const content = crypto.getRandomValues(new Uint8Array(60_000));
  const file = new StagedFile(dir.join("file"));
  for (let at = 0; at < content.length; at += 7000) await file.write(content.slice(at, at + 7000));
  assertEquals([file.size, namesIn(dir.path)], [content.length, ["file.tmp"]]);
  let checksum = -1;
  await file.close((found) => {
    checksum = found;
    assertEquals(namesIn(dir.path), ["file.tmp"]);
  });
  assertEquals(namesIn(dir.path), ["file"]);
  assertEquals([checksum, await fileChecksum(file.path)], [crc32(content), crc32(content)]);
});

Deno.test("a staged file that is given up leaves the old one", async () => {
  using dir = new TempDir();
  Deno.writeTextFileSync(dir.join("file"), "old");
  const file = new StagedFile(dir.join("file"));
  await file.write(new Uint8Array(10));
  file.abort();
  file.abort();
  assertEquals(namesIn(dir.path), ["file"]);
  assertEquals(Deno.readTextFileSync(dir.join("file")), "old");
});

Deno.test({
  name: "a staged file that is slow to be written holds up nothing else",
  ignore: Deno.build.os === "windows",
  async fn() {
    using dir = new TempDir();
    const pipe = dir.join("pipe");
    const script = 'mkfifo "$0"; echo made; exec 3<"$0"; sleep 0.2; cat <&3 >/dev/null';
    await using reader = new Deno.Command("sh", { args: ["-c", script, pipe], stdout: "piped" })
      .spawn();
    const output = reader.stdout.getReader();
    await output.read();
    const file = new StagedFile(dir.join("file"), Deno.openSync(pipe, { write: true }));
    let turned = false;
    setTimeout(() => turned = true, 0);
    await file.write(new Uint8Array(1024 ** 2)); // More than a pipe holds.
    assert(turned);
    file.abort();
    await output.cancel();
    await reader.status;
  },
});
