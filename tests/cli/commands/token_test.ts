import { assert, assertEquals, assertMatch } from "@std/assert";
import { PipedText } from "../../../testing/piped_text.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { kobo, spawnKobo } from "../support/kobo.ts";

Deno.test("kobo token makes, lists and revokes tokens, also in several processes at once", async () => {
  using dir = new TempDir();
  const token = (...args: string[]) => kobo(["--dir", dir.path, "token", ...args]);
  const names = ["ann", "bob", "cy"];
  const made = await Promise.all(names.map((name) => token("create", name, "--role", "writer")));
  for (const [i, { code, stdout, stderr }] of made.entries()) {
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /^kobo_[\w-]{43}\n$/);
    const text = `The token of ${names[i]}, writer, for the boards in ${dir.path}, good until 2`;
    assert(stderr.includes(text), stderr);
  }
  const [list, again, wrong, unknown, help] = await Promise.all([
    token("list", "--json"),
    token("create", "ANN"),
    token("create", "a b"),
    token("revoke", "dan"),
    token("create", "--help"),
  ]);
  const listed: { name: string; expires_at: string }[] = JSON.parse(list!.stdout);
  assertEquals(listed.map(({ name }) => name).sort(), names);
  const days = (Date.parse(listed[0]!.expires_at) - Date.now()) / (24 * 3_600_000);
  assert(days > 89.9 && days < 90, `${days}`);
  assertEquals([again!.code, wrong!.code, unknown!.code], [1, 2, 1]);
  assertMatch(help!.stdout, /or never \(default: 90d\)/);
  assertMatch(again!.stderr, /there is one for ann already; kobo token revoke ann ends it/);
  assertMatch(wrong!.stderr, /expected a name of 1 to 64 letters/);
  assertMatch(unknown!.stderr, /there are tokens of (\w+, ){2}\w+/);
  const kept = Deno.readTextFileSync(dir.join(".kobo", "tokens.json"));
  for (const { stdout } of made) assert(!kept.includes(stdout.trim()));

  // The server knows of it at once, and needs no restart.
  const child = spawnKobo(["serve", dir.path, "--port", "0"]);
  const stderr = new PipedText(child.stderr);
  const url = await stderr.url();
  const secret = made[0]!.stdout.trim();
  const status = async () => {
    const headers = { Authorization: `Bearer ${secret}` };
    const answer = await fetch(new URL("api/boards", url), { headers });
    await answer.body?.cancel();
    return answer.status;
  };
  assertEquals(await status(), 200);
  assertEquals((await token("revoke", "ann")).code, 0);
  assertEquals(await status(), 401);
  child.kill("SIGTERM");
  assertEquals((await child.status).code, 0);
  await stderr.close();
  await child.stdin.close();
  await child.stdout.cancel();
});

Deno.test("kobo serve says how to make the first token, in the folder that it serves", async () => {
  using dir = new TempDir();
  const child = spawnKobo(["serve", dir.path, "--port", "0"]);
  let said = "";
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    said += text;
    if (said.includes("makes a token")) break;
  }
  child.kill("SIGTERM");
  const [command, ...args] = /: (kobo .*) makes a token/.exec(said)?.[1]?.split(" ") ?? [];
  assertEquals(command, "kobo", said);
  assertEquals((await child.status).code, 0);
  await child.stdin.close();
  await child.stdout.cancel();
  const { code, stdout } = await kobo(args.map((arg) => arg === "NAME" ? "ada" : arg));
  assertEquals([code, stdout.startsWith("kobo_")], [0, true]);
  const listed = await kobo(["--dir", dir.path, "token", "list"]);
  assertMatch(listed.stdout, /^ada +admin /m);
});
