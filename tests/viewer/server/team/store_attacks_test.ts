/** A writer who tries to leave its boards, to fill the disk, or to hold up the server. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Board } from "../../../../mod.ts";
import { filesIn } from "../../../faults/support/copy_folder.ts";
import { StoppedClock } from "../../../support/stopped_clock.ts";
import { until } from "../../support/until.ts";
import { exchange, rawRequest } from "../support/raw_http.ts";
import { TeamServer } from "../support/team_server.ts";

const OCTETS: [string, string] = ["Content-Type", "application/octet-stream"];

/** Puts an object, and returns the answer's status. */
async function put(
  server: TeamServer,
  name: string,
  key: string,
  { body = "x", size, more = "" }: { body?: string; size?: number; more?: string } = {},
): Promise<number> {
  size ??= body.length;
  const query = `key=${encodeURIComponent(key)}&size=${size}${more}`;
  return (await rawRequest(server.port, `PUT /api/store?${query}`, {
    headers: [server.as(name), OCTETS],
    body,
  })).status;
}

function snapshot(server: TeamServer): string[] {
  return filesIn(server.dir.path)
    .filter((path) => !/audit\.log|\.lock$|summaries/.test(path))
    .map((path) => `${path} ${Deno.statSync(`${server.dir.path}/${path}`).size}`);
}

Deno.test("no key leads a writer out of its boards, or to what no sync writes", async () => {
  await using server = new TeamServer();
  const before = snapshot(server);
  const keys = [
    "../escaped/metadata.json",
    "/etc/metadata.json",
    "..",
    ".kobo/tokens.json",
    ".kobo/metadata.json",
    ".kobo_store/metadata.json",
    ".deleted_x/metadata.json",
    "of_wes/../of_wim/metadata.json",
    "of_wes/./metadata.json",
    "of_wes//metadata.json",
    "of_wes/media/../../of_wim/metadata.json",
    "of_wes/media/../metadata_0a1b2c3d.json",
    "of_wes\\..\\of_wim/metadata.json",
    "of_wes/.lock",
    "of_wes/data/board.duckdb",
    "of_wes/data/journal/000001.journal",
    "of_wes/data/metrics.parquet/x",
    "of_wes/data/Metrics.parquet",
    "of_wes/file_checksums.json",
    "of_wes/live/metrics.000000000009-000000000001.parquet",
    "of_wes/live/else.000000000000-000000000001.parquet",
    "of_wes/live/metrics.0-1.parquet",
    "of_wes/logs/output.log",
    "of_wes/media/plain.png",
    "of_wes/media/.hidden_0a1b2c3d.png",
    "of_wes/media/a/b_0a1b2c3d.png",
    "metadata.json",
    "tokens.json",
    "con/metadata.json",
    "run:x/metadata.json",
    "run. /metadata.json",
    "run\0/metadata.json",
    "run\n/metadata.json",
    "of_wes",
    "of_wes/",
    "",
    "x".repeat(1025),
    `${"x".repeat(300)}/metadata.json`,
  ];
  for (const key of keys) {
    for (const name of ["wes", "ada"]) {
      const status = await put(server, name, key);
      assert(status >= 400 && status < 500, `${JSON.stringify(key)} as ${name}: ${status}`);
    }
    const query = `key=${encodeURIComponent(key)}`;
    const remove = await server.ask(`DELETE /api/store?${query}`, [server.as("ada")]);
    assert(remove.status >= 400 && remove.status < 500, `${JSON.stringify(key)}: ${remove.status}`);
    const get = await server.ask(`GET /api/store?${query}&offset=0&length=9`, [server.as("vic")]);
    assert(get.status >= 400 && get.status < 500, `${JSON.stringify(key)}: ${get.status}`);
  }
  for (const prefix of ["../", ".kobo/", "of_wes/../", "/", "of_wes"]) {
    const line = `GET /api/store/list?prefix=${encodeURIComponent(prefix)}`;
    const { status, body } = await server.ask(line, [server.as("vic")]);
    assert(status >= 400 || body === "end\n", `${prefix}: ${status} ${body}`);
  }
  assertEquals(snapshot(server), before);
});

Deno.test("another's board and a local one cannot be written, removed or taken over", async () => {
  await using server = new TeamServer();
  const before = snapshot(server);
  for (const id of ["of_wim", "of_nobody"]) {
    for (
      const key of ["metadata.json", "sync.json", "data/metrics.parquet", "media/x_0a1b2c3d.png"]
    ) {
      for (const more of ["", "&if=absent", "&if=version&version=1"]) {
        assertEquals(await put(server, "wes", `${id}/${key}`, { more }), 403, key);
      }
      const remove = `DELETE /api/store?key=${id}/${key}`;
      assertEquals((await server.ask(remove, [server.as("wes")])).status, 403);
      assertEquals(await put(server, "vic", `${id}/${key}`), 403);
    }
  }
  assertEquals(snapshot(server), before);
  // Of a local board not even the name is in the store.
  const { body } = await server.ask("GET /api/store/list?prefix=", [server.as("vic")]);
  assertStringIncludes(body, '"of_wim/metadata.json"');
  assert(!body.includes("of_nobody") && !body.includes(".kobo/"), body);
  // A link in place of a board leads nowhere.
  Deno.symlinkSync(server.dir.join("of_wim"), server.dir.join("linked"));
  assertEquals(await put(server, "wes", "linked/metadata.json"), 403);
  server.owners.claim("linked", "wes");
  assertEquals(await put(server, "wes", "linked/data/metrics.parquet"), 422);
  Deno.removeSync(server.dir.join("linked"));
});

Deno.test("bodies that lie, break off or are not what they must be leave nothing", async () => {
  await using server = new TeamServer();
  const key = "new_run/media/x_0a1b2c3d.png";
  assertEquals(await put(server, "wes", key, { body: "abc", size: 2 }), 400);
  assertEquals(await put(server, "wes", key, { body: "abc", size: 4 }), 400);
  for (const size of [-1, 1.5, NaN, 1e400, ""]) {
    assertEquals(await put(server, "wes", key, { size: size as number }), 400, `${size}`);
  }
  for (const more of ["&if=never", "&if=absent&if=absent", "&other=1"]) {
    assertEquals(await put(server, "wes", key, { more }), 400, more);
  }
  // A connection that ends in the middle, and headers without end.
  const [name, value] = server.as("wes");
  const head =
    `PUT /api/store?key=${key}&size=100000 HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n` +
    `${name}: ${value}\r\nContent-Length: 100000\r\n`;
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await connection.write(new TextEncoder().encode(`${head}\r\n${"x".repeat(1000)}`));
  connection.close();
  const huge = `${head}X-Long: ${"x".repeat(2_000_000)}\r\n\r\n`;
  const answer = new TextDecoder().decode(
    await exchange(server.port, [new TextEncoder().encode(huge)]),
  );
  assert(answer === "" || /^HTTP\/1\.1 4\d\d/.test(answer), answer.slice(0, 100));
  const left = () => filesIn(server.dir.path).filter((path) => /new_run|\.tmp$/.test(path));
  await until(() => left().length === 0);
  assertEquals(await put(server, "wes", key, { body: "abc" }), 200);
});

Deno.test("requests of a person are limited, and nobody else's are", async () => {
  using _clock = new StoppedClock();
  await using server = new TeamServer({ team: { requestsPerMinute: 60 } });
  const ask = (name: string) => server.ask("GET /api/info", [server.as(name)]);
  const statuses: number[] = [];
  for (let i = 0; i < 15; i++) statuses.push((await ask("wes")).status);
  assertEquals(statuses.slice(0, 10), Array(10).fill(200));
  assertEquals(statuses.slice(10), Array(5).fill(429));
  const { headers } = await ask("wes");
  assertEquals(headers.get("retry-after"), "1");
  assertEquals((await ask("wim")).status, 200);
});

Deno.test({
  name: "a full disk refuses uploads, and no half of a file is left",
  ignore: Deno.build.os !== "linux" || Deno.uid() !== 0,
  async fn() {
    await using server = new TeamServer();
    const mount = server.dir.join("of_wes", "media");
    Deno.mkdirSync(mount);
    const run = (command: string, ...args: string[]) =>
      new Deno.Command(command, { args }).outputSync();
    // The files are written where all are, and renamed: so the whole folder is the small disk.
    const disk = server.dir.join(".kobo_store");
    Deno.mkdirSync(disk);
    if (!run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk).success) return;
    try {
      const body = "x".repeat(200_000);
      assertEquals(await put(server, "wes", "of_wes/media/x_0a1b2c3d.png", { body }), 507);
      assertEquals([...Deno.readDirSync(disk)].filter(({ name }) => name.endsWith(".tmp")), []);
      assertEquals((await server.ask("GET /api/boards", [server.as("wes")])).status, 200);
    } finally {
      run("umount", "-l", disk);
    }
  },
});

Deno.test("with a cookie nothing is stored unless our own page asks", async () => {
  await using server = new TeamServer();
  const { cookie } = await server.logIn("wes");
  const line = "PUT /api/store?key=of_wes/metadata.json&size=1";
  const headers: [string, string][] = [cookie, OCTETS];
  assertEquals((await rawRequest(server.port, line, { headers, body: "x" })).status, 403);
  const foreign: [string, string][] = [server.as("wes"), OCTETS, ["Origin", "http://evil.example"]];
  assertEquals((await rawRequest(server.port, line, { headers: foreign, body: "x" })).status, 403);
});

Deno.test("an id that was claimed before a script used it opens the script's board to nobody", async () => {
  await using server = new TeamServer();
  // The body is shorter than announced: nothing is placed, but the id is theirs from here on.
  await put(server, "wes", "theirs/metadata.json", { size: 5 }).catch(() => {});
  const options = { name: "theirs", boardId: "theirs", baseDir: server.dir.path };
  const board = new Board({ ...options, backend: "parquet", captureOutput: false });
  board.log({ loss: 1 });
  await board.flush();
  const refuses = async () => {
    const before = snapshot(server);
    for (const name of ["wes", "ada"]) {
      assertEquals(await put(server, name, "theirs/metadata.json"), 403, name);
      for (const key of ["theirs/metadata.json", "theirs/data/metrics.parquet"]) {
        const query = `key=${encodeURIComponent(key)}`;
        const { status } = await server.ask(`DELETE /api/store?${query}`, [server.as(name)]);
        assertEquals(status, 403, `${name}: ${key}`);
      }
    }
    assertEquals(snapshot(server), before);
  };
  await refuses();
  await board.finish();
  await refuses();
});

Deno.test("strangers who log in slowly keep no one with a token from what has a body", async () => {
  await using server = new TeamServer();
  const { port } = server;
  const head = `POST /api/session HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
    "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
  const strangers = await Promise.all(Array.from({ length: 256 }, async () => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(new TextEncoder().encode(head));
    return connection;
  }));
  const isFull = async () => (await server.ask("POST /api/session", [], { token: "x" })).status;
  while (await isFull() !== 503) await new Promise((resolve) => setTimeout(resolve, 20));
  const { status } = await server.ask("POST /api/series", [server.as("ada")], { requests: [] });
  assert(status !== 503, `${status}`);
  for (const connection of strangers) connection.close();
});
