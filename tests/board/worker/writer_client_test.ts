import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { TestedClient } from "./tested_client.ts";
import { WriterRequestError } from "../../../board/worker/writer_request_error.ts";

/** Long enough for any reply that comes at all. */
const TIMEOUT_MS = 60_000;

Deno.test("WriterClient starts no worker for a request before any row", async () => {
  using tested = new TestedClient("works");
  assertEquals(tested.client.requestSync("flush", TIMEOUT_MS).type, "done");
  assertEquals((await tested.client.request("finish", TIMEOUT_MS)).type, "done");
  tested.client.stop({ allOnDisk: true });
  assertEquals(tested.received(), []);
});

Deno.test("WriterClient starts the worker to open a board", () => {
  using tested = new TestedClient("works");
  const reply = tested.client.requestSync("open", TIMEOUT_MS);
  assertEquals(reply.type === "opened" && reply.tables, []);
  assertEquals(tested.received(), ["1 start", "1 open"]);
});

Deno.test("WriterClient.waitUntilStarted() returns when the thread has got a message", () => {
  using tested = new TestedClient("works");
  tested.client.waitUntilStarted(TIMEOUT_MS);
  assertEquals(tested.client.hearsSignals, true);
  assertEquals(tested.received(), ["1 start"]);
});

Deno.test("WriterClient gives rows, lines and requests in the order of the calls", async () => {
  using tested = new TestedClient("works");
  tested.addRow(0);
  tested.client.postOutput("hello\n");
  tested.addRecords(1);
  await tested.client.request("flush", TIMEOUT_MS);
  tested.addRow(2);
  tested.addRow(3);
  tested.client.requestSync("finish", TIMEOUT_MS);
  const expected = [
    "start",
    "row 0",
    "output",
    "row 1 with records 1",
    "flush",
    "row 2 to 3",
    "finish",
  ];
  assertEquals(tested.received(), expected.map((line) => `1 ${line}`));
});

Deno.test("WriterClient frees the memory of records once the writer has stored them", () => {
  using tested = new TestedClient("works");
  tested.addRow(0);
  tested.addRecords(1);
  tested.client.requestSync("flush", TIMEOUT_MS);
  tested.addRecords(2); // Looks what is acknowledged.
  assertEquals(tested.released.slice(0, 1), [1]);
});

Deno.test("WriterClient blocks until there is room for rows, and for records", () => {
  using tested = new TestedClient("works", 1000);
  for (let step = 0; step < 5000; step++) tested.addRow(step, 100);
  for (let step = 5000; step < 5005; step++) tested.addRecords(step, 1001);
  assertEquals(tested.released, [5000, 5001, 5002, 5003, 5004]);
  const last = tested.received().at(-1);
  assertEquals(last, "1 row 5004 with records 5004");
  const rows = tested.received().map((line) => /row (\d+)(?: to (\d+))?/.exec(line))
    .filter((match) => match !== null)
    .map(([, first, end]) => [Number(first), Number(end ?? first)] as const);
  assert(rows.length > 5, "one chunk of memory has not all rows");
  let next = 0;
  for (const [first, end] of rows) {
    assertEquals(first, next);
    next = end + 1;
  }
  assertEquals(next, 5005);
});

Deno.test("WriterClient starts the writer for a script that never yields", () => {
  using tested = new TestedClient("works");
  tested.addRow(0);
  const deadlineMs = Date.now() + TIMEOUT_MS;
  while (!tested.received().includes("1 row 0") && Date.now() < deadlineMs);
  assertEquals(tested.received(), ["1 start", "1 row 0"]);
});

Deno.test("WriterClient rejects a request that has no reply in time, and names the first row in memory", async () => {
  using tested = new TestedClient("never_answers");
  tested.addRecords(5);
  tested.addRow(6);
  const message = 'did not answer "flush" within 100 ms; the rows from step 5 on';
  await assertRejects(() => tested.client.request("flush", 100), Error, message);
  const error = assertThrows(() => tested.client.requestSync("flush", 100), Error, message);
  assert(error.message.endsWith("are in memory"), error.message);
  assertThrows(() => tested.client.requestSync("finish", 100), Error, "are lost");
});

Deno.test("WriterClient rejects a request that the writer fails, with its error and where the rows are", async () => {
  using tested = new TestedClient("fails_requests");
  tested.addRow(0);
  const rejected = await tested.client.request("flush", TIMEOUT_MS).catch((error) => error);
  const thrown = assertThrows(() => tested.client.requestSync("finish", TIMEOUT_MS), Error);
  for (const error of [rejected, thrown]) {
    assertInstanceOf(error, WriterRequestError);
    assertEquals([error.message, error.location], ["No space left", "Row 0 is on disk"]);
    assertInstanceOf(error.cause, RangeError);
  }
  assertEquals(tested.problems[0], "The disk is full");
});

Deno.test("WriterClient rejects all requests when the writer cannot start", async () => {
  using tested = new TestedClient("cannot_start");
  const requests = [
    tested.client.request("open", TIMEOUT_MS),
    tested.client.request("flush", TIMEOUT_MS),
  ];
  for (const request of requests) {
    await assertRejects(() => request, WriterRequestError, "Cannot read the folder");
  }
  using blocking = new TestedClient("cannot_start");
  const open = () => blocking.client.requestSync("open", TIMEOUT_MS);
  assertThrows(open, WriterRequestError, "Cannot read the folder");
});

for (const fixture of ["dies_at_flush", "hangs_at_flush"]) {
  for (const how of ["async", "sync"]) {
    Deno.test(`WriterClient sends the next writer what this one left: ${fixture}, ${how}`, async () => {
      using tested = new TestedClient(fixture);
      tested.addRow(0);
      if (fixture === "dies_at_flush") tested.addRecords(1); // Which it does not acknowledge.
      if (how === "async") await tested.client.request("flush", TIMEOUT_MS);
      else tested.client.requestSync("flush", TIMEOUT_MS);
      const received = tested.received();
      const second = received.indexOf("2 start");
      assertEquals(received.slice(0, 2), ["1 start", "1 row 0"]);
      assertEquals(
        received.slice(second).filter((line) => line.startsWith("2 ")),
        fixture === "dies_at_flush"
          ? ["2 start", "2 records 1", "2 flush"]
          : ["2 start", "2 flush"],
      );
      assertEquals(tested.problems.length, 1);
      assert(tested.problems[0]?.includes("another one goes on from the journal"));
      if (fixture === "hangs_at_flush") return;
      tested.addRecords(2); // Looks what is acknowledged.
      assertEquals(tested.released[0], 1);
    });
  }
}

for (const how of ["async", "sync"]) {
  Deno.test(`WriterClient has the printed lines of a writer that hung written at the end, ${how}`, async () => {
    using tested = new TestedClient("hangs_at_finish");
    tested.addRow(0);
    for (let line = 0; line < 5; line++) tested.client.postOutput(`${line}\n`);
    try { // The second one may reply before its last line is known to be written.
      if (how === "async") await tested.client.request("finish", 600);
      else tested.client.requestSync("finish", 600);
    } catch (error) {
      assert(String(error).endsWith("within 600 ms"), `nothing is missing: ${error}`);
    }
    const taken = tested.received().filter((line) => line === "2 output").length;
    assertEquals(taken, 5, tested.received().join("\n"));
  });
}

Deno.test("WriterClient gives up after five restarts, and then never blocks", async () => {
  using tested = new TestedClient("dies_always", 1000);
  tested.addRecords(3, 1001); // Blocks until there is no writer any more.
  assertEquals(tested.received().filter((line) => line.endsWith("start")).length, 6);
  // On a slow machine it also says that the queue is full for long.
  const failures = tested.problems.filter((problem) => problem.startsWith("The writer failed"));
  assertEquals(failures.length, 6, tested.problems.join("\n"));
  const leavesBackend = failures.map((problem) => problem.includes("backend's files"));
  assertEquals(leavesBackend, [false, false, true, true, true, false]);
  assert(failures[5]?.includes("failed 6 times"), failures[5]);
  assert(failures[5]?.endsWith("rows from step 3 on are lost"), failures[5]);
  assertEquals(tested.released, [3]);
  tested.addRow(4);
  tested.addRecords(5);
  tested.client.postOutput("never printed");
  assertEquals(tested.released, [3, 5]);
  await assertRejects(() => tested.client.request("flush", TIMEOUT_MS), Error, "failed 6 times");
  assertThrows(() => tested.client.requestSync("flush", TIMEOUT_MS), Error, "failed 6 times");
});

Deno.test("WriterClient.stop() fulfils or rejects the requests that are left", async () => {
  using tested = new TestedClient("never_answers");
  tested.addRecords(0);
  const fulfilled = tested.client.request("flush", TIMEOUT_MS);
  tested.client.stop({ allOnDisk: true });
  assertEquals((await fulfilled).type, "done");
  assertEquals(tested.released, [0]);
  using other = new TestedClient("never_answers");
  other.addRow(0);
  const rejected = other.client.request("flush", TIMEOUT_MS);
  other.client.stop({ allOnDisk: false });
  other.client.stop({ allOnDisk: true }); // Twice changes nothing.
  await assertRejects(() => rejected, Error, "was stopped");
  await assertRejects(() => other.client.request("flush", TIMEOUT_MS), Error, "was stopped");
});

Deno.test("WriterClient.leaveSignalToScript() holds for the writer to come, and for the one after it", () => {
  using tested = new TestedClient("dies_at_flush");
  tested.client.leaveSignalToScript(2);
  tested.addRow(0);
  tested.client.requestSync("flush", TIMEOUT_MS);
  const flushes = tested.received().filter((line) => line.includes("flush"));
  assertEquals(flushes, [1, 2].map((start) => `${start} flush, SIGINT is the script's`));
});

Deno.test("WriterClient.systemSignal is the signal that the writer saw, until the script has it", () => {
  using tested = new TestedClient("sees_sigterm");
  assertEquals(tested.client.systemSignal, 0);
  tested.addRow(0);
  tested.client.requestSync("flush", TIMEOUT_MS);
  assertEquals(tested.client.systemSignal, 15);
  tested.client.leaveSignalToScript(15);
  assertEquals(tested.client.systemSignal, 0);
});
