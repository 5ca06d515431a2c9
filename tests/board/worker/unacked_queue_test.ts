import { assertEquals } from "@std/assert";
import { UnackedQueue } from "../../../board/worker/unacked_queue.ts";
import type { ToWriter } from "../../../writer/protocol.ts";

const MESSAGE: ToWriter = { type: "output", lines: "" };

/** A queue of messages of 10, 20 and 30 bytes, and the steps of those acknowledged. */
function filledQueue(): { queue: UnackedQueue; acked: number[] } {
  const queue = new UnackedQueue();
  const acked: number[] = [];
  for (const [firstStep, byteCount] of [10, 20, 30].entries()) {
    queue.add({ message: MESSAGE, byteCount, firstStep, onAcked: () => acked.push(firstStep) });
  }
  return { queue, acked };
}

function stepsOf(queue: UnackedQueue): number[] {
  return queue.messages.map(({ firstStep }) => firstStep);
}

Deno.test("UnackedQueue is empty at first", () => {
  const queue = new UnackedQueue();
  queue.acknowledge(0);
  queue.startOver();
  queue.clear();
  assertEquals([queue.unackedBytes, queue.messages], [0, []]);
});

Deno.test("UnackedQueue.acknowledge() removes the messages whose last byte is acknowledged", () => {
  const { queue, acked } = filledQueue();
  const states: [ackedBytes: number, unackedBytes: number, steps: number[]][] = [
    [0, 60, [0, 1, 2]],
    [9, 51, [0, 1, 2]],
    [10, 50, [1, 2]],
    [29, 31, [1, 2]],
    [30, 30, [2]],
    [30, 30, [2]],
    [60, 0, []],
  ];
  for (const [ackedBytes, unackedBytes, steps] of states) {
    queue.acknowledge(ackedBytes);
    assertEquals([queue.unackedBytes, stepsOf(queue)], [unackedBytes, steps], `${ackedBytes}`);
  }
  assertEquals(acked, [0, 1, 2]);
});

Deno.test("UnackedQueue.acknowledge() removes several messages at once, and an empty one", () => {
  const { queue, acked } = filledQueue();
  queue.add({ message: MESSAGE, byteCount: 0, firstStep: 3 });
  queue.acknowledge(60);
  assertEquals([queue.unackedBytes, stepsOf(queue), acked], [0, [], [0, 1, 2]]);
});

Deno.test("UnackedQueue.startOver() counts for the next writer, which starts at zero", () => {
  const { queue, acked } = filledQueue();
  queue.acknowledge(15);
  queue.startOver();
  assertEquals([queue.unackedBytes, stepsOf(queue)], [50, [1, 2]]);
  queue.acknowledge(19);
  assertEquals(stepsOf(queue), [1, 2]);
  queue.acknowledge(20);
  assertEquals([queue.unackedBytes, stepsOf(queue), acked], [30, [2], [0, 1]]);
});

Deno.test("UnackedQueue.clear() calls each onAcked once", () => {
  const { queue, acked } = filledQueue();
  queue.acknowledge(10);
  queue.clear();
  queue.clear();
  assertEquals([stepsOf(queue), acked], [[], [0, 1, 2]]);
});
