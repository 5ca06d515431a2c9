import { assert, assertEquals } from "@std/assert";
import { assertLives, attackedViewer, JSON_TYPE, WITH_TOKEN } from "./support/attacked_viewer.ts";
import { exchange, rawRequest } from "./support/raw_http.ts";

Deno.test("serve() survives what is no HTTP, and bodies without end", async () => {
  await using attack = await attackedViewer();
  const { port } = attack;
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
