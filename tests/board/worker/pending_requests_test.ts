import { assertEquals, assertInstanceOf } from "@std/assert";
import { PendingRequests } from "../../../board/worker/pending_requests.ts";
import { WriterRequestError } from "../../../board/worker/writer_request_error.ts";
import { NO_REQUEST, type Reply } from "../../../writer/protocol.ts";

/** Three requests, and what became of each: a reply, an error, or nothing yet. */
function makeRequests() {
  const pending = new PendingRequests();
  const outcomes: (Reply | Error | undefined)[] = [undefined, undefined, undefined];
  const requests = (["open", "flush", "finish"] as const).map((type, i) =>
    pending.add(type, i === 1 ? "sync" : "async", {
      resolve: (reply) => outcomes[i] = reply,
      reject: (error) => outcomes[i] = error,
    })
  );
  return { pending, requests, outcomes };
}

Deno.test("PendingRequests.add() gives each request an id of its own, in order", () => {
  const { pending, requests } = makeRequests();
  assertEquals(pending.requests, requests);
  assertEquals(requests.map(({ type, reply }) => `${type} ${reply}`), [
    "open async",
    "flush sync",
    "finish async",
  ]);
  assertEquals(new Set([NO_REQUEST, ...requests.map(({ id }) => id)]).size, 4);
});

Deno.test("PendingRequests.settle() resolves or rejects the request of the reply, once", () => {
  const { pending, requests: [first, second, third], outcomes } = makeRequests();
  const done: Reply = { type: "done", id: second!.id };
  pending.settle(done);
  const error = new Error("No space left");
  pending.settle({ type: "failed", id: third!.id, error, location: "in memory" });
  assertEquals(pending.requests, [first!]);
  assertEquals(outcomes.slice(0, 2), [undefined, done]);
  const failure = outcomes[2];
  assertInstanceOf(failure, WriterRequestError);
  assertEquals([failure.message, failure.cause, failure.location], [
    "No space left",
    error,
    "in memory",
  ]);
  pending.settle({ type: "failed", id: second!.id, error });
  assertEquals(outcomes[1], done);
});

Deno.test("PendingRequests.settle() ignores a reply to a request that was given up", () => {
  const { pending, requests: [first], outcomes } = makeRequests();
  pending.remove(first!.id);
  pending.settle({ type: "done", id: first!.id });
  assertEquals([pending.requests.length, outcomes[0]], [2, undefined]);
});

Deno.test("PendingRequests rejects all requests when the writer could not start", () => {
  const { pending, outcomes } = makeRequests();
  pending.settle({ type: "failed", id: NO_REQUEST, error: new Error("No folder") });
  for (const outcome of outcomes) assertInstanceOf(outcome, WriterRequestError);
  assertEquals(pending.requests, []);
});

Deno.test("PendingRequests.resolveAll() and rejectAll() settle what is left", () => {
  const { pending, requests: [first], outcomes } = makeRequests();
  pending.settle({ type: "done", id: first!.id });
  const error = new Error("The writer was stopped");
  pending.rejectAll(error);
  pending.resolveAll();
  assertEquals(outcomes, [{ type: "done", id: first!.id }, error, error]);
  const other = makeRequests();
  other.pending.resolveAll();
  assertEquals(other.outcomes, other.requests.map(({ id }) => ({ type: "done", id })));
  assertEquals(other.pending.requests, []);
});
