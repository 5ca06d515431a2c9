import { assertEquals, assertMatch } from "@std/assert";
import { PipedText } from "../../../testing/piped_text.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { TLS_FILES } from "../../viewer/server/support/tls_files.ts";
import { kobo, spawnKobo } from "../support/kobo.ts";

Deno.test("kobo view serves the boards of a folder until Ctrl+C", async () => {
  using dir = new TempDir();
  const child = spawnKobo(["view", dir.path, "--port", "0", "--no-open"]);
  const stderr = new PipedText(child.stderr);
  const url = await stderr.url();
  const page = await fetch(url);
  assertMatch(await page.text(), /<html/);
  const answer = await fetch(new URL("/api/boards", url));
  assertEquals((await answer.json()).boards, []);
  child.kill("SIGINT");
  assertEquals((await child.status).code, 0);
  await stderr.close();
  await child.stdin.close();
  await child.stdout.cancel();
});

Deno.test("kobo view says first that a folder is not there yet, and refuses a file", async () => {
  using dir = new TempDir();
  Deno.writeTextFileSync(dir.join("file"), "");
  const file = await kobo(["view", dir.join("file"), "--port", "0", "--no-open"]);
  assertEquals([file.code, file.stderr], [
    1,
    `kobo: Cannot show the boards of ${dir.join("file")}: expected a folder, found a file\n`,
  ]);
  const child = spawnKobo(["view", dir.join("nope"), "--port", "0", "--no-open"]);
  const stderr = new PipedText(child.stderr);
  const line = await stderr.line();
  assertMatch(line!, /^There is no folder .*nope yet; what will be there is shown at http:/);
  child.kill("SIGINT");
  assertEquals((await child.status).code, 0);
  await stderr.close();
  await child.stdin.close();
  await child.stdout.cancel();
});

Deno.test("kobo view refuses a port that is none, or taken", async () => {
  using dir = new TempDir();
  const none = await kobo(["view", dir.path, "--port", "70000"]);
  assertEquals(none.code, 2);
  assertMatch(none.stderr, /argument '70000' is invalid/);
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  const end = await kobo(["view", dir.path, "--port", `${port}`, "--no-open"]);
  assertEquals(end.code, 1);
  assertMatch(end.stderr, /^kobo: Cannot serve boards on .*another program listens there/);
});

Deno.test("kobo view takes names, a path and a certificate, and refuses what is none", async () => {
  using dir = new TempDir();
  const { certFile } = TLS_FILES;
  const cases: [string[], RegExp][] = [
    [["--allow-host", "https://a.example"], /'https:\/\/a.example' is invalid\. Expected a name/],
    [["--base-path", "kobo"], /'kobo' is invalid\. Expected a path/],
    [["--cert", certFile], /expected --cert and --key, received one of them/],
  ];
  await Promise.all(cases.map(async ([args, message]) => {
    const end = await kobo(["view", dir.path, "--port", "0", "--no-open", ...args]);
    assertEquals(end.code, 2);
    assertMatch(end.stderr, message);
  }));
  const args = ["--allow-host", "a.example", "--allow-host", "b.example:80", "--base-path", "/x"];
  const child = spawnKobo(["view", dir.path, "--port", "0", "--no-open", ...args]);
  const stderr = new PipedText(child.stderr);
  const line = await stderr.line();
  assertMatch(line!, /http:\/\/a\.example:\d+\/x\/\S* and http:\/\/b\.example:80\/x\//);
  child.kill("SIGINT");
  await child.status;
  await stderr.close();
  await child.stdin.close();
  await child.stdout.cancel();
});
