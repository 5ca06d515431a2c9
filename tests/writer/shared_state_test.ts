import { assert, assertEquals } from "@std/assert";
import { SharedState } from "../../writer/shared_state.ts";

/** Two sides of one memory. */
function sides(): { board: SharedState; writer: SharedState } {
  const board = new SharedState();
  return { board, writer: new SharedState(board.buffer) };
}

Deno.test("SharedState shows the board each number that the writer sets, and no other", () => {
  const values = ({ board }: ReturnType<typeof sides>) => [
    board.ackedRecordBytes,
    board.exited,
    board.systemSignal,
    board.heartbeat,
    board.blockedOnDisk,
    board.hasHeard,
  ];
  const cases: [set: (writer: SharedState) => void, expected: ReturnType<typeof values>][] = [
    [() => {}, [0, false, 0, 0, false, false]],
    [(writer) => writer.addAckedRecords(8), [8, false, 0, 0, false, false]],
    [(writer) => writer.markExited(), [0, true, 0, 0, false, false]],
    [(writer) => writer.systemSignal = 15, [0, false, 15, 0, false, false]],
    [(writer) => writer.beat(), [0, false, 0, 1, false, false]],
    [(writer) => writer.blockedOnDisk = true, [0, false, 0, 0, true, false]],
    [(writer) => writer.setHeard(), [0, false, 0, 0, false, true]],
  ];
  for (const [set, expected] of cases) {
    const both = sides();
    set(both.writer);
    assertEquals(values(both), expected);
  }
});

Deno.test("SharedState adds up acknowledged bytes beyond 32 bits", () => {
  const { board, writer } = sides();
  for (let i = 0; i < 3; i++) writer.addAckedRecords(2 ** 32 + 1);
  assertEquals(board.ackedRecordBytes, 3 * 2 ** 32 + 3);
});

Deno.test("SharedState tells the writer which signals are the script's", () => {
  const { board, writer } = sides();
  board.leaveSignalToScript(2);
  board.leaveSignalToScript(15);
  assertEquals([1, 2, 3, 15].map((number) => writer.isSignalOfScript(number)), [
    false,
    true,
    false,
    true,
  ]);
});

Deno.test("SharedState.wait() returns at once where a signal came since the count was read", () => {
  for (const signal of ["addAckedRecords", "markExited", "signal"] as const) {
    const { board, writer } = sides();
    const { signalCount } = board;
    writer[signal](1);
    board.wait(signalCount, 3_600_000);
    assert(board.signalCount > signalCount);
  }
});

Deno.test("SharedState.wait() returns without a signal when its time is over", () => {
  const { board } = sides();
  const { signalCount } = board;
  board.wait(signalCount, 1);
  assertEquals(board.signalCount, signalCount);
});
