import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { DuckDBConnection } from "@duckdb/node-api";
import { QueryCancellation } from "../../../reader/query/query_cancellation.ts";
import { QueryError } from "../../../reader/mod.ts";

/** A connection that counts its interrupts, and waits for some. */
function fakeConnection() {
  let count = 0;
  let wanted = Infinity;
  let reached = () => {};
  const connection = {
    interrupt: () => {
      if (++count >= wanted) reached();
    },
  } as DuckDBConnection;
  return {
    connection,
    interrupts: () => count,
    until: (interrupts: number) =>
      new Promise<void>((resolve) => {
        [wanted, reached] = [interrupts, resolve];
        if (count >= wanted) resolve();
      }),
  };
}

Deno.test("QueryCancellation lets a call run that nothing cancels", () => {
  using cancellation = new QueryCancellation({ timeoutMs: 60_000 });
  cancellation.check();
  assertEquals(cancellation.reason, undefined);
});

Deno.test("QueryCancellation interrupts the connection it watches, again and again", async () => {
  const first = fakeConnection();
  const second = fakeConnection();
  const controller = new AbortController();
  using cancellation = new QueryCancellation({ signal: controller.signal });
  await cancellation.guard([first.connection], () => Promise.resolve());
  const { promise, resolve } = Promise.withResolvers<void>();
  const work = cancellation.guard([second.connection], () => promise);
  assertEquals(second.interrupts(), 0);
  controller.abort();
  assertEquals([first.interrupts(), second.interrupts()], [0, 1]);
  assertEquals(assertThrows(() => cancellation.check(), QueryError).kind, "cancelled");
  await second.until(3);
  resolve();
  await work;
  const count = second.interrupts();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assertEquals([first.interrupts(), second.interrupts()], [0, count]);
});

Deno.test("QueryCancellation interrupts all connections of a call", async () => {
  const connections = [fakeConnection(), fakeConnection(), fakeConnection()];
  const controller = new AbortController();
  using cancellation = new QueryCancellation({ signal: controller.signal });
  await cancellation.guard(connections.map(({ connection }) => connection), async () => {
    controller.abort();
    for (const { until } of connections) await until(2);
  });
});

Deno.test("QueryCancellation cancels when the time is up, for the first reason alone", async () => {
  const { connection, until } = fakeConnection();
  const controller = new AbortController();
  using cancellation = new QueryCancellation({ timeoutMs: 5, signal: controller.signal });
  await cancellation.guard([connection], () => until(1));
  controller.abort();
  assertEquals(cancellation.reason?.kind, "timeout");
  assertEquals(cancellation.reason?.message, "The query took longer than 5 ms");
});

Deno.test("QueryCancellation.guard() fails by what has cancelled the call, or else by the work's error", async () => {
  const { connection } = fakeConnection();
  const controller = new AbortController();
  using cancellation = new QueryCancellation({ signal: controller.signal });
  const fail = () =>
    cancellation.guard([connection], () => Promise.reject(new Error("INTERRUPT Error")));
  await assertRejects(fail, Error, "INTERRUPT Error");
  controller.abort();
  await assertRejects(fail, QueryError, "The query was cancelled");
  assertEquals(await cancellation.guard([connection], () => Promise.resolve(1)), 1);
});

Deno.test("QueryCancellation knows a signal that was aborted before", () => {
  using cancellation = new QueryCancellation({ signal: AbortSignal.abort() });
  assertEquals(cancellation.reason?.kind, "cancelled");
});

Deno.test("QueryCancellation leaves signal and connection alone once it has ended", async () => {
  const { connection, interrupts } = fakeConnection();
  const controller = new AbortController();
  {
    using cancellation = new QueryCancellation({ timeoutMs: 1, signal: controller.signal });
    void cancellation.guard([connection], () => new Promise(() => {}));
  }
  controller.abort();
  await new Promise((resolve) => setTimeout(resolve, 30));
  assertEquals(interrupts(), 0);
});
