import { assert, assertEquals } from "@std/assert";
import { TOKEN_HEADER } from "../../../../viewer/server/mod.ts";
import { ServerProcess } from "../../../../testing/server_process.ts";
import {
  assertLives,
  attackedFiles,
  attackedViewer,
  JSON_TYPE,
  sql,
} from "../support/attacked_viewer.ts";
import { writeAll } from "../support/raw_http.ts";
import { TOKEN } from "../support/viewer_client.ts";

Deno.test("serve() runs queries that read, and no others", async () => {
  await using attack = await attackedViewer();
  const { port, baseDir } = attack;
  const secret = attack.dir.join("secret.txt");
  const target = attack.dir.join("written");
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
  assertEquals([...Deno.readDirSync(attack.dir.path)].map(({ name }) => name).sort(), [
    "boards",
    "secret.txt",
  ]);
  const { body } = await sql(port, "SELECT count(*) FROM metrics");
  assertEquals(JSON.parse(body).rows, [[324]]);
});

Deno.test("serve() stops queries that take too much time or memory", async () => {
  using attack = await attackedFiles();
  await using server = await ServerProcess.start(attack.baseDir, TOKEN);
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

Deno.test("serve() cancels a query when its client disconnects", async () => {
  await using attack = await attackedViewer();
  const query = "SELECT count(*) FROM range(1000000000000) a, range(1000000000000) b";
  const body = JSON.stringify({ query, board: "full_duckdb", timeoutMs: 30_000 });
  const head =
    `POST /api/sql HTTP/1.1\r\nHost: 127.0.0.1:${attack.port}\r\n${JSON_TYPE.join(": ")}\r\n` +
    `${TOKEN_HEADER}: ${TOKEN}\r\nContent-Length: ${body.length}\r\n\r\n`;
  // More than may run and wait at once: it goes on only where those before are let go.
  for (let round = 0; round < 30; round++) {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: attack.port });
    await writeAll(connection, new TextEncoder().encode(head + body));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const answer = await sql(attack.port, "SELECT 42");
  assertEquals(JSON.parse(answer.body).rows, [[42]]);
});
