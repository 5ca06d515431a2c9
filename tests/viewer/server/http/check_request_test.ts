import { assertEquals, assertThrows } from "@std/assert";
import type { Type } from "@badrap/valita";
import { annotationsPatch } from "../../../../viewer/protocol/annotations.ts";
import { rowsQuery, stepsQuery } from "../../../../viewer/protocol/rows.ts";
import { seriesRequests } from "../../../../viewer/protocol/series.ts";
import { sqlRequest } from "../../../../viewer/protocol/sql.ts";
import { checkBody, checkQuery } from "../../../../viewer/server/http/check_request.ts";
import { RequestError } from "../../../../viewer/server/http/request_error.ts";

function refusalOf(schema: Type<unknown>, body: unknown): string {
  const error = assertThrows(() => checkBody(schema, body), RequestError);
  assertEquals([error.kind, error.status], ["bad_request", 400]);
  return error.message;
}

function queryOf<Value>(schema: Type<Value>, search: string): Value {
  return checkQuery(schema, new URL(`http://127.0.0.1/${search}`));
}

Deno.test("checkBody() adds the defaults", () => {
  const { requests } = checkBody(seriesRequests, { requests: [{ board: "a", metric: "b" }] });
  assertEquals(requests, [{ board: "a", metric: "b", x: "step", maxPoints: 2000 }]);
  const query = checkBody(sqlRequest, { query: "SELECT 1", params: null });
  assertEquals([query.maxRows, query.timeoutMs, query.params], [1000, 10_000, undefined]);
  assertEquals(checkBody(annotationsPatch, {}), {});
  assertEquals(checkBody(annotationsPatch, { title: " a ", tags: ["b", " b"] }), {
    title: "a",
    tags: ["b"],
  });
});

Deno.test("checkBody() says which field of which request is wrong, and what is expected", () => {
  const request = (more: Record<string, unknown>) => ({
    requests: [{ board: "a", metric: "b" }, { board: "a", metric: "b", ...more }],
  });
  const cases: [unknown, string][] = [
    [{}, 'Expected "requests" to be given, received nothing'],
    [{ requests: 1 }, 'Expected "requests" to be a list of at most 500, received 1'],
    [{ requests: [1] }, 'Expected "requests[0]" to be an object, received 1'],
    [
      request({ maxPoints: 1e12 }),
      'Expected "requests[1].maxPoints" to be an integer from 2 to 100000, received 1000000000000',
    ],
    [
      request({ after: -2 }),
      'Expected "requests[1].after" to be an integer of -1 or more, received -2',
    ],
    [
      request({ from: Infinity }),
      'Expected "requests[1].from" to be a finite number, received null',
    ],
    [
      request({ metric: "a\u0000b" }),
      'Expected "requests[1].metric" to be a text of at most 100000 characters, ' +
      'received "a\\u0000b"',
    ],
    [
      request({ x: { metric: 1 } }),
      'Expected "requests[1].x" to be step, global_step, timestamp or { "metric": name }, ' +
      'received {"metric":1}',
    ],
    [
      request({ metrics: "b" }),
      'Expected "requests[1].metrics" to be left out (the fields are board, metric, x, from, to, ' +
      'outside, maxPoints, after), received "b"',
    ],
  ];
  for (const [body, message] of cases) assertEquals(refusalOf(seriesRequests, body), message);
});

Deno.test("checkBody() knows no field by inheritance", () => {
  for (const name of ["__proto__", "toString", "constructor"]) {
    const body = JSON.parse(`{"query":"SELECT 1","${name}":{}}`);
    assertEquals(refusalOf(sqlRequest, body).startsWith(`Expected "${name}" to be left out`), true);
    const params = JSON.parse(`{"query":"SELECT 1","params":{"${name}":1}}`);
    const given = checkBody(sqlRequest, params).params ?? {};
    assertEquals(Object.entries(given), [[name, 1]]);
  }
});

Deno.test("checkBody() refuses long lists and long values with a short message", () => {
  const lists: [Type<unknown>, unknown][] = [
    [seriesRequests, { requests: Array(300_000).fill(1) }],
    [sqlRequest, { query: "a", boards: Array(10_000).fill(1) }],
    [sqlRequest, { query: "a", params: Array(300_000).fill([]) }],
    [sqlRequest, { query: "x".repeat(500_000) }],
    [annotationsPatch, { ["x".repeat(500_000)]: 1 }],
  ];
  for (const [schema, body] of lists) {
    const message = refusalOf(schema, body);
    assertEquals(message.length < 400, true, message);
  }
});

Deno.test("checkBody() takes one board or some, not both", () => {
  const message = refusalOf(sqlRequest, { query: "a", board: "b", boards: ["c"] });
  assertEquals(message, 'Expected "boards" to be left out beside "board", received ["c"]');
});

Deno.test("checkQuery() reads numbers, and leaves out the token", () => {
  const query = queryOf(rowsQuery, "?name=a&step=3&after=-1&token=secret");
  assertEquals(query, { name: "a", step: 3, after: -1, limit: 1000 });
  assertEquals(queryOf(stepsQuery, "?kind=media"), { kind: "media" });
});

Deno.test("checkQuery() says which parameter is wrong", () => {
  const cases: [string, string][] = [
    ["?step=", 'Expected "step" to be an integer, received ""'],
    ["?step=1.5", 'Expected "step" to be an integer, received "1.5"'],
    ["?step=1&step=2", 'Expected "step" to be given once, received "2"'],
    ["?limit=1e99", 'Expected "limit" to be an integer from 1 to 10000, received "1e99"'],
    ["?type=evil", 'Expected "type" to be image, video or audio, received "evil"'],
  ];
  for (const [search, message] of cases) {
    const error = assertThrows(() => queryOf(rowsQuery, search), RequestError);
    assertEquals(error.message, message);
  }
  assertThrows(() => queryOf(stepsQuery, ""), RequestError, '"kind" to be given');
});
