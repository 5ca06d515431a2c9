import { assertEquals } from "@std/assert";
import { OpenBoards } from "./open_boards.ts";

class Optimizer {
  readonly name = "adam";
  readonly betas = Float64Array.of(0.9, 0.999);
  step() {}
}

class Version {
  readonly #text = "1.2";
  toString() {
    return this.#text;
  }
}

Deno.test("new Board() makes JSON of what a config has", async () => {
  await using boards = new OpenBoards();
  interface Config {
    lr: number;
    layers: readonly number[];
  }
  const config: Config = { lr: 0.1, layers: [1, 2] as const };
  assertEquals<unknown>(boards.open({ config }).config, { lr: 0.1, layers: [1, 2] });
  const board = boards.open({
    config: {
      lr: NaN,
      clip: [0, -Infinity],
      seed: 12345678901n,
      large: 2n ** 60n,
      started: new Date(0),
      never: new Date(NaN),
      optimizer: new Optimizer(),
      version: new Version(),
      url: new URL("https://example.com/a"),
      pattern: /^a/g,
      failed: new RangeError("too large"),
      labels: new Map([["cat", 1]]),
      tags: new Set(["a"]),
      none: undefined,
      nothing: null,
    },
  });
  const expected = {
    lr: "NaN",
    clip: [0, "-Infinity"],
    seed: 12345678901,
    large: "1152921504606846976",
    started: "1970-01-01T00:00:00.000Z",
    never: "Invalid Date",
    optimizer: { name: "adam", betas: [0.9, 0.999] },
    version: "1.2",
    url: "https://example.com/a",
    pattern: "/^a/g",
    failed: "RangeError: too large",
    labels: { cat: 1 },
    tags: ["a"],
    nothing: null,
  };
  assertEquals(boards.metadata(board).config, expected);
  const { none, ...config2 } = board.config;
  assertEquals([none, config2 as unknown], [undefined, expected]);
  assertEquals<unknown>(boards.open({ config: new Optimizer() }).config, {
    name: "adam",
    betas: [0.9, 0.999],
  });
});
