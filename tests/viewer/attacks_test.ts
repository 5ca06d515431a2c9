import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { serve, TOKEN_HEADER, type ViewerServer } from "../../viewer/server/mod.ts";
import { TempDir } from "../support/temp_dir.ts";
import { HOSTILE } from "./hostile_names.ts";
import { exchange, rawRequest, writeAll } from "./raw_http.ts";
import { ServerProcess } from "./support/server_process.ts";
import { LiveBoard, makeBoards } from "./viewer_boards.ts";

const TOKEN = "a-token-of-the-tests";
const SECRET = "the secret outside of the root";
const JSON_TYPE: [string, string] = ["Content-Type", "application/json"];
const WITH_TOKEN: [string, string] = [TOKEN_HEADER, TOKEN];

/** Boards in `boards/`, beside a file that nobody may read. */
interface Files extends Disposable {
  dir: TempDir;
  baseDir: string;
}

/** Such files, with a viewer of them. */
interface Place extends AsyncDisposable, Omit<Files, typeof Symbol.dispose> {
  viewer: ViewerServer;
  port: number;
  logged: string[];
}

let made: Promise<TempDir> | undefined;

async function files(): Promise<Files> {
  const boards = await (made ??= makeBoards());
  const dir = new TempDir();
  const baseDir = dir.join("boards");
  await copyFolder(boards.path, baseDir);
  Deno.writeTextFileSync(dir.join("secret.txt"), SECRET);
  return { dir, baseDir, [Symbol.dispose]: () => dir[Symbol.dispose]() };
}

async function place(): Promise<Place> {
  const { dir, baseDir } = await files();
  const logged: string[] = [];
  const viewer = serve({ baseDir, port: 0, token: TOKEN, log: (text) => logged.push(text) });
  return {
    ...{ dir, baseDir, viewer, port: viewer.port, logged },
    async [Symbol.asyncDispose]() {
      await viewer.shutdown();
      dir[Symbol.dispose]();
    },
  };
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

function sql(port: number, query: string, more: Record<string, unknown> = {}) {
  const body = JSON.stringify({ query, board: "full_duckdb", ...more });
  return rawRequest(port, "POST /api/sql", { headers: [JSON_TYPE, WITH_TOKEN], body });
}

/** The server still answers, and what it shows is whole. */
async function assertLives(port: number): Promise<void> {
  const { status, body } = await rawRequest(port, "GET /api/boards/full_duckdb");
  assertEquals(status, 200);
  assertEquals(JSON.parse(body).lastStep, 323);
}

Deno.test("serve() gives out nothing outside the root when a path climbs, however it is written", async () => {
  await using at = await place();
  const climbs = [
    "../../secret.txt",
    "..%2f..%2fsecret.txt",
    "%2e%2e/%2e%2e/secret.txt",
    "%2e%2e%2f%2e%2e%2fsecret.txt",
    "%252e%252e%252f%252e%252e%252fsecret.txt",
    "..\\..\\secret.txt",
    "..%5c..%5csecret.txt",
    "....//....//secret.txt",
    "..%00/..%00/secret.txt",
    "x.png%00/../../../secret.txt",
    "%c0%ae%c0%ae/%c0%ae%c0%ae/secret.txt",
    "..%ff/secret.txt",
    at.dir.join("secret.txt"),
    encodeURIComponent(at.dir.join("secret.txt")),
    "file:///etc/passwd",
    "C:%5cWindows%5cwin.ini",
    "metadata.json",
    "..%2fmetadata.json",
    "..%2f.lock",
  ];
  const doors = [
    "/media/full_duckdb/",
    "/media/",
    "/api/boards/",
    "/api/boards/full_duckdb/logs/",
    "/",
  ];
  for (const door of doors) {
    for (const climb of climbs) {
      const { status, body } = await rawRequest(at.port, `GET ${door}${climb}`);
      assert(status >= 400 && status < 500, `${door}${climb}: ${status}`);
      assert(!body.includes(SECRET) && !body.includes("root:"), `${door}${climb}`);
      assert(!body.includes("format_version"), `${door}${climb}`);
    }
  }
  for (const board of ["..", "../boards/full_duckdb", ".", "", "full_duckdb/../full_duckdb"]) {
    const body = JSON.stringify({ requests: [{ board, metric: "loss" }] });
    const answer = await rawRequest(at.port, "POST /api/series", { headers: [JSON_TYPE], body });
    assertStringIncludes(answer.body, '"kind":"not_found"');
    assertEquals((await sql(at.port, "SELECT 1", { board })).status, 404);
    assertEquals(
      (await sql(at.port, "SELECT 1", { board: undefined, boards: [board] })).status,
      404,
    );
  }
  assertEquals((await rawRequest(at.port, "GET /../../../../etc/passwd")).status, 404);
  assertEquals((await rawRequest(at.port, "GET //etc/passwd")).status, 404);
  await assertLives(at.port);
});

Deno.test("serve() follows no link out of the root", async () => {
  await using at = await place();
  const secret = at.dir.join("secret.txt");
  const outside = at.dir.join("outside");
  await Deno.rename(`${at.baseDir}/one_duckdb`, outside);
  const metadata = Deno.readTextFileSync(`${outside}/metadata.json`);
  Deno.writeTextFileSync(`${outside}/metadata.json`, metadata.replace("one row", SECRET));
  // A whole board, a folder of one, and each of its files.
  Deno.symlinkSync(outside, `${at.baseDir}/linked_board`);
  const board = `${at.baseDir}/full_parquet`;
  Deno.symlinkSync(secret, `${board}/media/linked.png`);
  Deno.symlinkSync("../../../secret.txt", `${board}/media/relative.png`);
  Deno.removeSync(`${board}/logs/output.log`);
  Deno.symlinkSync(secret, `${board}/logs/output.log`);
  Deno.removeSync(`${board}/metadata.json`);
  Deno.symlinkSync(secret, `${board}/metadata.json`);
  const data = `${at.baseDir}/full_duckdb/data`;
  Deno.removeSync(data, { recursive: true });
  Deno.symlinkSync(`${outside}/data`, data);
  const paths = [
    "/api/boards",
    "/api/boards/linked_board",
    "/api/boards/linked_board/logs/writer",
    "/api/boards/full_parquet",
    "/api/boards/full_parquet/logs/output",
    "/media/full_parquet/linked.png",
    "/media/full_parquet/relative.png",
    "/api/boards/full_duckdb",
    "/api/boards/full_duckdb/media",
  ];
  for (const path of paths) {
    const { body } = await rawRequest(at.port, `GET ${path}`);
    assert(!body.includes("secret outside"), `${path}: ${body}`);
  }
  const answer = await sql(at.port, "SELECT * FROM metrics", { board: "full_duckdb" });
  assertEquals(JSON.parse(answer.body).kind, "failed");
  // All boards together: those that are safe.
  const all = await sql(at.port, "SELECT DISTINCT board_id FROM metrics", { board: undefined });
  assertEquals(JSON.parse(all.body).rows, [["one_parquet"]]);
  const { boards } = JSON.parse((await rawRequest(at.port, "GET /api/boards")).body);
  const broken = boards.filter((info: { status: string }) => info.status === "broken");
  assertEquals(
    broken.map((info: { boardId: string }) => info.boardId).sort(),
    ["full_duckdb", "full_parquet"],
  );
  for (const info of broken) assertStringIncludes(info.problems.join(), "points out of the folder");
});

Deno.test("serve() does not wait for a pipe in the place of a file", async () => {
  await using at = await place();
  const board = `${at.baseDir}/full_parquet`;
  for (const path of [`${board}/media/pipe.png`, `${at.baseDir}/full_duckdb/metadata.json`]) {
    await Deno.remove(path).catch(() => {});
    const { success } = await new Deno.Command("mkfifo", { args: [path] }).output();
    assert(success);
  }
  assertEquals((await rawRequest(at.port, "GET /media/full_parquet/pipe.png")).status, 404);
  const { body } = await rawRequest(at.port, "GET /api/boards");
  assertStringIncludes(body, "metadata.json is neither a file nor a folder");
});

Deno.test("serve() answers under its own names only", async () => {
  await using at = await place();
  const { port } = at;
  const own = [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`];
  for (const host of own) {
    assertEquals((await rawRequest(port, "GET /api/boards", { host })).status, 200, host);
  }
  const foreign = [
    "evil.example",
    `evil.example:${port}`,
    "127.0.0.1",
    "localhost",
    `127.0.0.1:${port + 1}`,
    `127.0.0.1.evil.example:${port}`,
    `localhost.:${port}`,
    `127.1:${port}`,
    `0.0.0.0:${port}`,
    `user@127.0.0.1:${port}`,
    `127.0.0.1:${port}@evil.example`,
    `127.0.0.1:${port}, evil.example`,
    `127.0.0.1:0${port}`,
    "foo bar",
    "",
    null,
  ];
  for (const host of foreign) {
    for (const path of ["/", "/api/boards", "/api/events", "/media/full_duckdb/x.png"]) {
      const { status, body } = await rawRequest(port, `GET ${path}`, { host });
      assert(status === 403 || status === 400, `${host}: ${status} ${body}`);
      assert(!body.includes("full_duckdb") && !body.includes(TOKEN), `${host}`);
    }
  }
  const twice: [string, string][] = [["Host", "evil.example"]];
  const { status } = await rawRequest(port, "GET /api/boards", { headers: twice });
  assert(status === 403 || status === 400);
  const absolute = await rawRequest(port, "GET http://evil.example/api/boards");
  assert(absolute.status === 403 || absolute.status === 400);
  await assertLives(port);
});

Deno.test("serve() refuses forms, fetches and event streams of foreign pages", async () => {
  await using at = await place();
  const { port } = at;
  const own = `http://127.0.0.1:${port}`;
  const foreign: [string, string][][] = [
    [["Origin", "http://evil.example"]],
    [["Origin", "null"]],
    [["Origin", `http://127.0.0.1:${port + 1}`]],
    [["Origin", `https://127.0.0.1:${port}`]],
    [["Origin", `http://localhost:${port}`]],
    [["Origin", `${own}.evil.example`]],
    [["Sec-Fetch-Site", "cross-site"]],
    [["Sec-Fetch-Site", "same-site"]],
    [["Sec-Fetch-Site", "cross-site"], ["Sec-Fetch-Mode", "no-cors"], ["Sec-Fetch-Dest", "image"]],
    [["Origin", own], ["Sec-Fetch-Site", "cross-site"]],
  ];
  const query = JSON.stringify({ query: "SELECT 1", board: "full_duckdb" });
  const title = JSON.stringify({ title: "changed" });
  const confirm = JSON.stringify({ confirm: "one_duckdb" });
  for (const headers of foreign) {
    const why = headers.join();
    for (const path of ["/api/boards", "/api/events", "/api/boards/full_duckdb", "/media/a/b"]) {
      assertEquals((await rawRequest(port, `GET ${path}`, { headers })).status, 403, why + path);
    }
    const changes: [string, string][] = [
      ["POST /api/sql", query],
      ["PATCH /api/boards/one_duckdb", title],
      ["DELETE /api/boards/one_duckdb", confirm],
    ];
    for (const [line, body] of changes) {
      const all = [...headers, JSON_TYPE, WITH_TOKEN];
      assertEquals((await rawRequest(port, line, { headers: all, body })).status, 403, why + line);
    }
    const preflight = await rawRequest(port, "OPTIONS /api/sql", {
      headers: [...headers, ["Access-Control-Request-Method", "POST"]],
    });
    assertEquals(preflight.status, 403);
    assertEquals(preflight.headers.has("access-control-allow-origin"), false);
  }
  // What a form can send without asking first, as if it came without Origin.
  for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"]) {
    const headers: [string, string][] = [["Content-Type", type], WITH_TOKEN];
    assertEquals((await rawRequest(port, "POST /api/sql", { headers, body: query })).status, 415);
  }
  // Without the token, or with a wrong one, or with one where a form could put it.
  const tokens: [string, string][][] = [[], [[TOKEN_HEADER, "wrong"]], [[TOKEN_HEADER, ""]], [
    ["Cookie", `kobo_token_${port}=${TOKEN}`],
  ]];
  for (const token of tokens) {
    const headers = [JSON_TYPE, ...token];
    const changes: [string, string][] = [
      [`POST /api/sql?token=${TOKEN}`, query],
      ["PATCH /api/boards/one_duckdb", title],
      ["DELETE /api/boards/one_duckdb", confirm],
    ];
    for (const [line, body] of changes) {
      assertEquals((await rawRequest(port, line, { headers, body })).status, 403, line);
    }
  }
  const upgrade = await rawRequest(port, "GET /api/events", {
    headers: [
      ["Origin", "http://evil.example"],
      ["Upgrade", "websocket"],
      ["Sec-WebSocket-Version", "13"],
      ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
    ],
  });
  assertEquals(upgrade.status, 403);
  assert(Deno.statSync(`${at.baseDir}/one_duckdb`).isDirectory);
  assertEquals((await rawRequest(port, "GET /api/boards")).body.includes("changed"), false);
  // The page itself may be linked to, but not framed.
  const link = await rawRequest(port, "GET /", {
    headers: [
      ["Sec-Fetch-Site", "cross-site"],
      ["Sec-Fetch-Mode", "navigate"],
      ["Sec-Fetch-Dest", "document"],
    ],
  });
  assertEquals(link.status, 200);
  const frame = await rawRequest(port, "GET /", {
    headers: [
      ["Sec-Fetch-Site", "cross-site"],
      ["Sec-Fetch-Mode", "navigate"],
      ["Sec-Fetch-Dest", "iframe"],
    ],
  });
  assertEquals(frame.status, 403);
});

Deno.test("serve() never lets names and files run as code", async () => {
  await using at = await place();
  const { port, baseDir } = at;
  const media = `${baseDir}/full_duckdb/media`;
  const script = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`;
  for (const name of ["a.svg", "a.html", "a.xhtml", "a.xml", "a.js", "a.pdf", "a.png.html", "a"]) {
    Deno.writeTextFileSync(`${media}/${name}`, script);
    const { status, headers } = await rawRequest(port, `GET /media/full_duckdb/${name}`);
    assertEquals([status, headers.get("content-type")], [200, "application/octet-stream"], name);
    assertEquals(headers.get("content-disposition"), "attachment");
  }
  // Markup under the name of an image stays an image that cannot be shown.
  Deno.writeTextFileSync(`${media}/a.png`, script);
  const { headers } = await rawRequest(port, "GET /media/full_duckdb/a.png");
  assertEquals(headers.get("content-type"), "image/png");
  assertEquals(headers.get("x-content-type-options"), "nosniff");
  assertStringIncludes(headers.get("content-security-policy")!, "sandbox");

  const paths = [
    "/",
    "/api/boards",
    "/api/boards/full_duckdb",
    "/api/boards/full_duckdb/media",
    "/api/boards/full_duckdb/tables",
    "/api/boards/full_duckdb/logs/output",
    `/api/boards/${encodeURIComponent(HOSTILE.name)}`,
    `/${encodeURIComponent(HOSTILE.name)}`,
    `/media/full_duckdb/${encodeURIComponent(HOSTILE.metric)}`,
  ];
  for (const path of paths) {
    const { headers, body } = await rawRequest(port, `GET ${path}`);
    const policy = headers.get("content-security-policy")!;
    assertStringIncludes(policy, "default-src 'none'");
    assertStringIncludes(policy, "frame-ancestors 'none'");
    assert(!policy.includes("unsafe") && !policy.includes("http"), policy);
    assertEquals(headers.get("x-content-type-options"), "nosniff");
    assertEquals(headers.get("referrer-policy"), "no-referrer");
    assertEquals(headers.get("cross-origin-resource-policy"), "same-origin");
    assertEquals(headers.has("access-control-allow-origin"), false);
    const isPage = path === "/";
    const type = isPage ? "text/html; charset=utf-8" : "application/json";
    assertEquals(headers.get("content-type"), type, path);
    if (isPage) assert(!/<script(?![^>]* src=)|\son\w+=|<style|\sstyle=/i.test(body), body);
  }
});

Deno.test("serve() runs queries that read, and no others", async () => {
  await using at = await place();
  const { port, baseDir } = at;
  const secret = at.dir.join("secret.txt");
  const target = at.dir.join("written");
  const forbidden = [
    `SELECT * FROM read_text('${secret}')`,
    `SELECT * FROM '${secret}'`,
    `SELECT * FROM read_csv('${secret}')`,
    `SELECT * FROM read_blob('/etc/passwd')`,
    `SELECT * FROM glob('/etc/*')`,
    `ATTACH '${target}.duckdb' AS other`,
    `ATTACH '${baseDir}/one_duckdb/data/board.duckdb' AS other (READ_ONLY)`,
    `COPY (SELECT 1) TO '${target}.csv'`,
    `COPY metrics TO '${target}.parquet'`,
    `EXPORT DATABASE '${target}'`,
    `INSTALL httpfs`,
    `LOAD httpfs`,
    `SELECT * FROM read_csv('http://127.0.0.1:${port}/api/boards')`,
    `SET enable_external_access = true`,
    `SET lock_configuration = false`,
    `RESET enable_external_access`,
    `PRAGMA memory_limit='100GB'`,
    `SET memory_limit = '100GB'`,
    `SET threads = 64`,
    `CREATE TABLE evil (a INTEGER)`,
    `CREATE OR REPLACE VIEW metrics AS SELECT 1`,
    `CREATE MACRO f() AS TABLE SELECT * FROM read_text('${secret}')`,
    `DROP VIEW metrics`,
    `DELETE FROM metrics`,
    `UPDATE metrics SET loss = 0`,
    `INSERT INTO metrics (step) VALUES (1)`,
    `ALTER TABLE metrics ADD COLUMN evil INTEGER`,
    `DETACH board`,
    `CALL pragma_version()`,
    `CHECKPOINT`,
    `SELECT 1; DROP VIEW metrics`,
    `SELECT 1; ATTACH '${target}.duckdb'`,
    `EXPLAIN ANALYZE COPY (SELECT 1) TO '${target}.csv'`,
    `PREPARE p AS SELECT 1`,
    `SELECT getenv('HOME')`,
    ``,
    `;`,
    `this is no SQL`,
    `SELECT * FROM metrics WHERE`,
  ];
  for (const board of ["full_duckdb", undefined]) {
    for (const query of forbidden) {
      const { status, body } = await sql(port, query, { board });
      assert(status >= 400 && status < 500, `${query}: ${status} ${body}`);
      assert(!body.includes("secret outside") && !body.includes("root:"), `${query}: ${body}`);
    }
  }
  // Of one board, no other.
  const foreign = `SELECT * FROM read_parquet('${baseDir}/full_parquet/data/metrics.parquet')`;
  assert((await sql(port, foreign)).status >= 400);
  // A query may name the files of its board, and links among them.
  const media = `${baseDir}/full_duckdb/media`;
  Deno.mkdirSync(`${media}/deep`);
  for (const link of [`${media}/link.csv`, `${media}/deep/link.csv`]) {
    Deno.symlinkSync(secret, link);
    for (const board of ["full_duckdb", undefined]) {
      for (const read of ["read_text", "read_blob", "read_csv", "glob"]) {
        const { body } = await sql(port, `SELECT * FROM ${read}('${link}')`, { board });
        assertEquals(JSON.parse(body).rows, undefined, body);
      }
    }
    Deno.removeSync(link);
  }
  assertEquals([...Deno.readDirSync(at.dir.path)].map(({ name }) => name).sort(), [
    "boards",
    "secret.txt",
  ]);
  const { body } = await sql(port, "SELECT count(*) FROM metrics");
  assertEquals(JSON.parse(body).rows, [[324]]);
});

Deno.test("serve() stops queries that take too much time or memory", async () => {
  using at = await files();
  await using server = await ServerProcess.start(at.baseDir, TOKEN);
  const { port } = server;
  const endless = [
    "SELECT count(*) FROM range(1000000000000) a, range(1000000000000) b",
    "SELECT sum(a.range * b.range) FROM range(100000000) a, range(100000000) b",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r",
    "SELECT * FROM range(1000000000000) ORDER BY random()",
  ];
  const timeouts = endless.map(async (query) => {
    const { status, body } = await sql(port, query, { timeoutMs: 500 });
    assert(status >= 400 && status !== 500, `${query}: ${status} ${body}`);
  });
  await Promise.all(timeouts);
  const large = [
    "SELECT string_agg(range::VARCHAR, ',') FROM range(1000000000)",
    "SELECT repeat('x', 4000000000)",
    "SELECT list(range) FROM range(10000000000)",
    "SELECT range(10000000000)",
    "SELECT array_agg(a.range) FROM range(1000000) a, range(1000000) b",
  ];
  for (const query of large) {
    const { status, body } = await sql(port, query, { timeoutMs: 3000 });
    assert(status >= 400 && status !== 500, `${query}: ${status} ${body.slice(0, 200)}`);
  }
  const rows = await sql(port, "SELECT * FROM range(1000000000000)", { maxRows: 10 });
  assertEquals(JSON.parse(rows.body).rows.length, 10);
  assertEquals(JSON.parse(rows.body).truncated, true);
  const before = server.memory;
  const wide = [
    "SELECT repeat('x', 1000000) FROM range(10000)",
    "SELECT repeat('x', 100000) FROM range(10000)",
    "SELECT range(1000000) FROM range(10000)",
  ];
  for (const query of wide) {
    const { status } = await sql(port, query, { maxRows: 10_000, timeoutMs: 3000 });
    assert(status >= 400 && status !== 500, `${query}: ${status}`);
  }
  assert(server.memory - before < 512 * 1024 ** 2);
  for (const [name, value] of [["maxRows", 1e9], ["timeoutMs", 1e9], ["maxRows", "x"]] as const) {
    assertEquals((await sql(port, "SELECT 1", { [name]: value })).status, 400);
  }
  await assertLives(port);
});

Deno.test("serve() cancels a query when who asked has gone", async () => {
  await using at = await place();
  const query = "SELECT count(*) FROM range(1000000000000) a, range(1000000000000) b";
  const body = JSON.stringify({ query, board: "full_duckdb", timeoutMs: 30_000 });
  const head =
    `POST /api/sql HTTP/1.1\r\nHost: 127.0.0.1:${at.port}\r\n${JSON_TYPE.join(": ")}\r\n` +
    `${TOKEN_HEADER}: ${TOKEN}\r\nContent-Length: ${body.length}\r\n\r\n`;
  // More than may run and wait at once: it goes on only where those before are let go.
  for (let round = 0; round < 30; round++) {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: at.port });
    await writeAll(connection, new TextEncoder().encode(head + body));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const answer = await sql(at.port, "SELECT 42");
  assertEquals(JSON.parse(answer.body).rows, [[42]]);
});

Deno.test("serve() survives what is no HTTP, and bodies without end", async () => {
  await using at = await place();
  const { port } = at;
  const text = (value: string) => new TextEncoder().encode(value);
  const host = `Host: 127.0.0.1:${port}\r\n`;
  const garbage = [
    crypto.getRandomValues(new Uint8Array(4096)),
    text("\r\n\r\n\r\n"),
    text("GET\r\n\r\n"),
    text("GET / HTTP/9.9\r\n\r\n"),
    text(`GET / HTTP/1.1\r\n${host}X: ${"y".repeat(1_000_000)}\r\n\r\n`),
    text(`GET /${"a".repeat(1_000_000)} HTTP/1.1\r\n${host}\r\n`),
    text(`POST /api/sql HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`),
    text(
      `POST /api/sql HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ),
    text(`GET /\0 HTTP/1.1\r\n${host}\r\n`),
  ];
  for (const bytes of garbage) {
    const answer = exchange(port, [bytes]).catch(() => {});
    await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 1000))]);
  }
  const huge = `{"requests":"${"x".repeat(2 * 1024 ** 2)}"}`;
  const { status } = await rawRequest(port, "POST /api/series", {
    headers: [JSON_TYPE],
    body: huge,
  });
  assert(status === 413 || status === 0, `${status}`);
  const bodies = [
    "",
    "null",
    "[]",
    "{",
    "[".repeat(1_000_000),
    `{"requests":{"length":1e9}}`,
    `{"requests":[${Array(501).fill('{"board":"a","metric":"b"}').join()}]}`,
    `{"requests":[{"board":"a","metric":"b","maxPoints":1e12}]}`,
    `{"requests":[{"board":"a","metric":"b","x":{"metric":1}}]}`,
    `{"requests":[{"board":"a","metric":"b","__proto__":{"x":1}}]}`,
    `{"requests":[{"board":["a"],"metric":"b"}]}`,
  ];
  for (const body of bodies) {
    const answer = await rawRequest(port, "POST /api/series", { headers: [JSON_TYPE], body });
    assertEquals(answer.status, 400, body.slice(0, 80));
  }
  for (
    const path of ["?limit=1e99", "?limit=0", "?step=x", "?x=1", "?step=1&step=2", "?type=evil"]
  ) {
    const answer = await rawRequest(port, `GET /api/boards/full_duckdb/media${path}`);
    assertEquals(answer.status, 400, path);
  }
  for (const line of ["PUT /api/boards", "DELETE /api/boards", "TRACE /", "POST /"]) {
    const answer = await rawRequest(port, line, { headers: [WITH_TOKEN] });
    assert(answer.status >= 400 && answer.status < 500, `${line}: ${answer.status}`);
  }
  await assertLives(port);
});

Deno.test("serve() asks for metrics and names as they are, not as SQL", async () => {
  await using at = await place();
  const injections = [
    `loss" FROM metrics; DROP VIEW metrics; --`,
    `"; ATTACH '/tmp/x' --`,
    `loss') OR 1=1 --`,
    `\u0000`,
    `step`,
    `nothing`,
  ];
  for (const metric of injections) {
    for (const x of ["step", "timestamp", { metric: "loss" }, { metric }]) {
      if (metric === "\u0000") continue;
      const body = JSON.stringify({ requests: [{ board: "full_duckdb", metric, x }] });
      const answer = await rawRequest(at.port, "POST /api/series", { headers: [JSON_TYPE], body });
      assertEquals(answer.status, 200);
      if (metric !== "step") {
        assertStringIncludes(answer.body, '"error"', JSON.stringify([metric, x]));
      }
    }
    const name = encodeURIComponent(metric);
    const rows = await rawRequest(at.port, `GET /api/boards/full_duckdb/media?name=${name}`);
    assert(rows.status === 400 || JSON.parse(rows.body).rows.length === 0);
  }
  await assertLives(at.port);
});

Deno.test("serve() lives through a thousand requests at once", async () => {
  await using at = await place();
  const { port } = at;
  const headers = [JSON_TYPE, WITH_TOKEN];
  const series = JSON.stringify({ requests: [{ board: "full_duckdb", metric: "loss" }] });
  const query = JSON.stringify({ query: "SELECT sum(range) FROM range(10000000)" });
  const ask = [
    () => rawRequest(port, "GET /api/boards"),
    () => rawRequest(port, "GET /api/boards/full_parquet"),
    () => rawRequest(port, "GET /api/boards/full_duckdb/tables"),
    () => rawRequest(port, "POST /api/series", { headers, body: series }),
    () => rawRequest(port, "POST /api/sql", { headers, body: query }),
  ];
  const statuses = await Promise.all(
    Array.from({ length: 1000 }, async (_, index) => (await ask[index % ask.length]()).status),
  );
  const other = statuses.filter((status) => status !== 200 && status !== 503);
  assertEquals(other, []);
  assert(statuses.filter((status) => status === 200).length >= 100);
  await assertLives(port);
});

Deno.test("serve() is not held up by clients that do not read, or do not finish", async () => {
  using at = await files();
  const { baseDir } = at;
  await using server = await ServerProcess.start(baseDir, TOKEN);
  const { port } = server;
  const big = new Uint8Array(64 * 1024 ** 2);
  await Deno.writeFile(`${baseDir}/full_duckdb/media/big.mp4`, big);
  const text = (value: string) => new TextEncoder().encode(value);
  const host = `Host: 127.0.0.1:${port}\r\n`;
  const before = server.memory;
  const held: Deno.Conn[] = [];
  const send = async (value: string) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    held.push(connection);
    await writeAll(connection, text(value));
  };
  for (let index = 0; index < 100; index++) {
    await send(`GET /media/full_duckdb/big.mp4 HTTP/1.1\r\n${host}\r\n`);
    await send(`GET /api/events HTTP/1.1\r\n${host}\r\n`);
    await send(`GET /api/boards HTTP/1.1\r\n${host}`); // The head never ends.
    await send(
      `POST /api/series HTTP/1.1\r\n${host}${JSON_TYPE.join(": ")}\r\nContent-Length: 100\r\n\r\n{`,
    );
  }
  await assertLives(port);
  assertEquals((await rawRequest(port, "GET /api/boards")).status, 200);
  // The first chunks that went out are garbage until they are collected.
  for (let tries = 0; server.memory - before >= 200 * 1024 ** 2; tries++) {
    assert(tries < 100, `${(server.memory - before) / 1024 ** 2} MiB are held for the clients`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (const connection of held) connection.close();
  await assertLives(port);
});

Deno.test({
  name: "serve() goes on after more connections than the process may have",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using at = await place();
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const fixture = new URL("./fixtures/few_files.ts", import.meta.url).pathname;
    const deno = [Deno.execPath(), "run", "-A", "--quiet", "--no-check", `--config=${config}`];
    await using child = new Deno.Command("sh", {
      args: ["-c", 'ulimit -n 128; exec "$0" "$@"', ...deno, fixture, at.baseDir],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const stdout = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const port = Number((await stdout.read()).value);
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
    await stdout.cancel();
    await child.stdin.close();
  },
});

Deno.test("serve() deletes no live board, nothing without confirmation, and follows no link", async () => {
  await using at = await place();
  const { port, baseDir } = at;
  const remove = (id: string, confirm: unknown) =>
    rawRequest(port, `DELETE /api/boards/${encodeURIComponent(id)}`, {
      headers: [JSON_TYPE, WITH_TOKEN],
      body: JSON.stringify({ confirm }),
    });
  for (const id of ["..", ".", "", "%2e%2e", "nothing", "one_duckdb/data", ".kobo"]) {
    const { status } = await remove(id, id);
    assert(status >= 400 && status < 500, `${id}: ${status}`);
  }
  for (const confirm of ["", "full_duckdb", undefined, true, ["one_duckdb"]]) {
    assertEquals((await remove("one_duckdb", confirm)).status, 400);
  }
  const outside = at.dir.join("outside");
  Deno.mkdirSync(outside);
  Deno.writeTextFileSync(`${outside}/kept.txt`, "kept");
  Deno.symlinkSync(outside, `${baseDir}/linked`);
  Deno.symlinkSync(outside, `${baseDir}/one_parquet/outside`);
  assertEquals((await remove("linked", "linked")).status, 404);
  {
    await using _live = await LiveBoard.start(baseDir, "duckdb");
    assertEquals((await remove("live", "live")).status, 409);
    assert(Deno.statSync(`${baseDir}/live/metadata.json`).isFile);
  }
  for (const id of ["live", "one_parquet", "one_duckdb"]) {
    assertEquals((await remove(id, id)).status, 200, id);
  }
  const left = [...Deno.readDirSync(baseDir)].map(({ name }) => name);
  assertEquals(left.filter((name) => name !== ".kobo").sort(), [
    "full_duckdb",
    "full_parquet",
    "linked",
  ]);
  assertEquals(Deno.readTextFileSync(`${outside}/kept.txt`), "kept");
});

Deno.test("serve() wants the token for everything on an address that others can reach", async () => {
  await using at = await place();
  await using open = serve({
    ...{ baseDir: at.baseDir, host: "0.0.0.0", port: 0, token: TOKEN, log: () => {} },
  });
  const { port } = open;
  assertStringIncludes(open.url, `?token=${TOKEN}`);
  for (const path of ["/", "/api/boards", "/api/events", "/media/full_duckdb/x.png", "/?token=x"]) {
    assertEquals((await rawRequest(port, `GET ${path}`)).status, 401, path);
  }
  const first = await rawRequest(port, `GET /?token=${TOKEN}`);
  assertEquals([first.status, first.headers.get("location")], [303, "/"]);
  const cookie = first.headers.get("set-cookie")!;
  for (const part of ["HttpOnly", "SameSite=Strict"]) assertStringIncludes(cookie, part);
  const headers: [string, string][] = [["Cookie", cookie.split(";")[0]]];
  assertEquals((await rawRequest(port, "GET /api/boards", { headers })).status, 200);
  // A cookie is sent by the browser itself: changes want the header all the same.
  const body = JSON.stringify({ title: "x" });
  const change = await rawRequest(port, "PATCH /api/boards/one_duckdb", {
    headers: [...headers, JSON_TYPE],
    body,
  });
  assertEquals(change.status, 403);
  assertEquals((await rawRequest(port, "GET /", { headers, host: "evil.example" })).status, 403);
});
