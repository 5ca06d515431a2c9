/** What scripts write compiles, and what fails when it runs does not. */
import { assertThrows } from "@std/assert";
import { type Board, Histogram, type Scalar, Table } from "../../mod.ts";
import { OpenBoards } from "./open_boards.ts";

interface Metrics {
  loss: number;
  accuracy?: number;
  readonly note: string | null;
}

class Stats {
  loss = 1;
  constructor(readonly accuracy: number) {}
  get twice() {
    return 2 * this.accuracy;
  }
}

function logThem<Name extends string>(board: Board, values: Record<Name, number>): void {
  board.log(values);
}

Deno.test("interfaces, classes, readonly and generic types compile, and are logged", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  const metrics: Metrics = { loss: 1, note: null };
  const partial: Partial<Metrics> = metrics;
  const either: { loss: number } | { accuracy: number; note: string } = metrics;
  const scalars: Readonly<Record<string, Scalar>> = {};
  board.log(metrics);
  board.log(partial);
  board.log(either);
  board.log(scalars);
  board.log(new Stats(2));
  board.log({ loss: 1, accuracy: undefined } as const);
  board.log(Object.fromEntries(new Map([["loss", 1]])));
  logThem(board, { loss: 1 });
  const view = { data: new Float32Array(2), shape: [2], strides: [1], offset: 0 };
  board.logHistogram("h", view);
  board.logHistogram("h", [1, 2] as const, { bins: [0, 1] as const });
  const rows: readonly Readonly<Metrics>[] = [metrics];
  board.logTable("t", rows);
  board.logTable("t", [new Stats(2)]);
  board.logTable("t", [[1, "x"] as const], { columns: ["a", "b"] as const });

  interface Best {
    best: number;
    readonly at?: string;
    seed: bigint;
  }
  interface Rules {
    loss: "min";
    readonly accuracy: "max";
  }
  const best: Best = { best: 1, seed: 3n };
  const rules: Rules = { loss: "min", accuracy: "max" };
  board.summarize(best);
  board.summarize(new Stats(2));
  board.summary(rules);
  board.updateConfig(new Stats(2));
  board.updateConfig({ layers: [1, 2], optimizer: { betas: [0.9, 0.999] } } as const);
});

const REFUSED: readonly [string, (board: Board) => void][] = [
  // @ts-expect-error -- values are an object by name
  ["a Map", (board) => board.log(new Map([["loss", 1]]))],
  // @ts-expect-error -- as above
  ["a Set", (board) => board.log(new Set([1]))],
  // @ts-expect-error -- as above
  ["an array", (board) => board.log([1, 2])],
  // @ts-expect-error -- as above
  ["a typed array", (board) => board.log(new Float32Array(2))],
  // @ts-expect-error -- as above
  ["a promise", (board) => board.log(Promise.resolve({ loss: 1 }))],
  // @ts-expect-error -- as above
  ["a date", (board) => board.log(new Date())],
  // @ts-expect-error -- as above
  ["a function", (board) => board.log(() => ({ loss: 1 }))],
  // @ts-expect-error -- as above
  ["a name and a value", (board) => board.log("loss", 1)],
  // @ts-expect-error -- a name is "train/loss"
  ["nested values", (board) => board.log({ train: { loss: 1 } })],
  // @ts-expect-error -- no metric has a date
  ["a date as a value", (board) => board.log({ at: new Date() })],
  // @ts-expect-error -- many values are a histogram
  ["a list as a value", (board) => board.log({ loss: [1, 2] })],
  // @ts-expect-error -- no such rule
  ["a rule that is none", (board) => board.summary({ loss: "minimum" })],
  // @ts-expect-error -- no list
  ["a list in a summary", (board) => board.summarize({ best: [1] })],
  // @ts-expect-error -- numbers alone
  ["a histogram of texts", (board) => board.logHistogram("h", new Histogram(["a"]))],
  // @ts-expect-error -- no such option
  ["an unknown option", (board) => board.logTable("t", [[1]], { column: ["a"] })],
  // @ts-expect-error -- rows are a list
  ["a table that is no list", () => new Table({ a: 1 })],
];

for (const [title, call] of REFUSED) {
  Deno.test(`${title} compiles no more than it can be logged`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend: "memory" });
    assertThrows(() => call(board), TypeError);
  });
}
