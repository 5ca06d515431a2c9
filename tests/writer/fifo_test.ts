import { assertEquals } from "@std/assert";
import { UnackedEvents } from "../../board/worker/unacked_events.ts";
import { UnackedOutput } from "../../board/worker/unacked_output.ts";
import { UnackedQueue } from "../../board/worker/unacked_queue.ts";
import { Fifo } from "../../writer/fifo.ts";
import { OrderedAcks } from "../../writer/ordered_acks.ts";
import { Random } from "../support/random.ts";

Deno.test("Fifo gives its items in the order in which they came, as an array does", () => {
  const random = new Random(1);
  const fifo = new Fifo<number | undefined>();
  const expected: (number | undefined)[] = [];
  for (let i = 0; i < 30_000; i++) {
    // More are added at first, and more removed later, so that it is long, and empty, at times.
    if (random.chance(Math.floor(i / 5_000) % 2 === 0 ? 0.8 : 0.2)) {
      const item = i % 100 === 0 ? undefined : i;
      fifo.add(item);
      expected.push(item);
    } else {
      assertEquals(fifo.remove(), expected.shift());
    }
    assertEquals([fifo.length, fifo.first], [expected.length, expected[0]]);
    if (i % 1_000 === 0) assertEquals([...fifo], expected);
  }
  fifo.clear();
  assertEquals([fifo.length, fifo.first, fifo.remove(), [...fifo]], [0, undefined, undefined, []]);
});

Deno.test("Queues of 200,000 small records, which a loop fills soon, are emptied one by one", () => {
  // With the square of their number, each would take minutes.
  const count = 200_000;
  const records = new UnackedQueue();
  const events = new UnackedEvents();
  const output = new UnackedOutput();
  let acked = 0;
  const acks = new OrderedAcks((count) => acked += count);
  const done = Array.from({ length: count }, (_, firstStep) => {
    const message = { type: "output", lines: "" } as const;
    records.add({ message, byteCount: 1, firstStep });
    events.add(message);
    output.add("");
    return acks.expect(1);
  });
  for (let i = 1; i <= count; i++) {
    records.acknowledge(i);
    events.acknowledge(i);
    output.acknowledge(i);
    done[i - 1]!();
  }
  assertEquals([records.messages.length, events.count, output.count, acked], [0, 0, 0, count]);
});
