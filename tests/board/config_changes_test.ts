import { assertEquals, assertThrows } from "@std/assert";
import { BoardClosedError } from "../../mod.ts";
import { openBoard } from "../../reader/mod.ts";
import { addConfigChanges, configChanges, configChangesOf } from "../../format/config_changes.ts";
import { kobo } from "../cli/support/kobo.ts";
import { OpenBoards } from "./open_boards.ts";

Deno.test("a resumed board with another config keeps what it was, and shows what changed", async () => {
  await using boards = new OpenBoards();
  const optimizer = { name: "adam", lr: 0.1, betas: [0.9, 0.999] };
  await boards.open({ boardId: "one", config: { optimizer, seed: 1 } }).finish();
  await boards.open({ boardId: "one", config: { optimizer, seed: 1 } }).finish();
  assertEquals("config_changes" in boards.metadata({ boardDir: boards.dir.join("one") }), false);
  const second = boards.open({
    boardId: "one",
    config: { optimizer: { ...optimizer, lr: 0.01, betas: [0.9, 0.99] }, epochs: 3 },
  });
  second.log({ loss: 1 });
  second.updateConfig({ epochs: 4, at: new Date(0), scale: Float32Array.of(1, 2) });
  assertEquals(second.config, {
    optimizer: { name: "adam", lr: 0.01, betas: [0.9, 0.99] },
    epochs: 4,
    at: "1970-01-01T00:00:00.000Z",
    scale: [1, 2],
  });
  await second.finish();
  await boards.open({ boardId: "one" }).finish(); // Without the option it stays.
  await using reader = await openBoard(second.boardDir);
  assertEquals(reader.metadata.config, second.config);
  const changes = reader.metadata.config_changes ?? [];
  assertEquals(changes.map(({ at: _, ...change }) => change), [
    { path: ["optimizer", "lr"], from: 0.1, to: 0.01 },
    { path: ["optimizer", "betas"], from: [0.9, 0.999], to: [0.9, 0.99] },
    { path: ["seed"], from: 1 },
    { path: ["epochs"], to: 3 },
    { path: ["epochs"], from: 3, to: 4 },
    { path: ["at"], to: "1970-01-01T00:00:00.000Z" },
    { path: ["scale"], to: [1, 2] },
  ]);
  const shown = await kobo(["show", "one", "--dir", boards.dir.path]);
  assertEquals([shown.code, shown.stderr], [0, ""]);
  assertEquals(/^Changes of the config 7$/m.test(shown.stdout), true, shown.stdout);
  assertEquals(/^optimizer\.lr +0\.1 +0\.01 /m.test(shown.stdout), true, shown.stdout);
});

Deno.test("a fork with another config shows what it was in its parent, and counts as the parent does", async () => {
  await using boards = new OpenBoards();
  const parent = boards.open({ boardId: "parent", config: { lr: 0.1 } });
  parent.summary({ loss: "min" });
  parent.summarize({ best: 1 });
  for (const loss of [3, 2, 1]) parent.log({ loss });
  await parent.finish();
  const fork = boards.open({
    boardId: "fork",
    config: { lr: 0.5 },
    forkFrom: { boardId: "parent", step: 1 },
  });
  fork.log({ loss: 2.5 });
  await fork.finish();
  await using reader = await openBoard(fork.boardDir);
  const changes = reader.metadata.config_changes ?? [];
  assertEquals(changes.map(({ path, from, to }) => ({ path, from, to })), [
    { path: ["lr"], from: 0.1, to: 0.5 },
  ]);
  assertEquals(await reader.summary(), { loss: 2 });
});

Deno.test("updateConfig() refuses what is no JSON, names the path, and changes nothing", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ config: { lr: 1 } });
  const cycle: Record<string, unknown> = { model: { layers: [] } };
  (cycle.model as { layers: unknown[] }).layers.push(cycle);
  const toItself = { toJSON: () => toItself };
  const cases: [unknown, string][] = [
    [{ model: { act: () => 1 } }, "expected JSON in config.model.act, received a function"],
    [cycle, "expected JSON in config.model.layers[0], received an object that contains itself"],
    [{ a: toItself }, "expected JSON in config.a, received an object that contains itself"],
    [{ list: [1, undefined] }, "expected JSON in config.list[1], received undefined"],
    [new Map([["f", Symbol("x")]]), "expected JSON in config.f, received a symbol"],
    [{ p: Promise.resolve() }, "expected JSON in config.p, received a Promise"],
    [[1], "expected an object in config"],
    ["lr", "expected an object in config"],
    [{ big: new Float32Array(200_000) }, "config is too large"],
  ];
  for (const [values, message] of cases) {
    assertThrows(() => board.updateConfig(values as object), Error, message);
  }
  assertEquals(board.config, { lr: 1 });
  board.updateConfig(new Map([["lr", 2]]));
  assertEquals(board.config, { lr: 2 });
  // To assign is a habit from elsewhere: it would reach no file.
  board.updateConfig({ model: { layers: [1] } });
  const config = board.config as { lr: number; model: { layers: number[] } };
  assertThrows(() => config.lr = 7, TypeError, "read only property 'lr'");
  assertThrows(() => config.model.layers.push(2), TypeError, "not extensible");
  await board.finish();
  assertThrows(() => board.updateConfig({}), Error, "Cannot call updateConfig()");
});

Deno.test("of very many changes of a config the last ones are kept", () => {
  let kept = addConfigChanges(undefined, []);
  for (let i = 0; i < 1500; i++) {
    kept = addConfigChanges(kept, configChanges({ lr: i }, { lr: i + 1 }, new Date(0)));
  }
  assertEquals([kept.length, kept.at(-1)?.to, kept[0]?.from], [1000, 1500, 500]);
  const long = configChanges({ a: "x".repeat(200_000) }, { a: "y" }, new Date(0));
  assertEquals(addConfigChanges(addConfigChanges(kept, long), long).length, 1);
  assertEquals(configChangesOf([null, 1, { at: "x" }, { at: "x", path: ["a", 1] }]), []);
  assertEquals(configChanges({ __proto__: null, a: 1 }, { a: 1 }, new Date(0)), []);
});

Deno.test("what a getter of a config changes itself is refused, or there", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ config: { first: 1 } });
  const within = (call: () => void) => ({
    get second() {
      call();
      return 2;
    },
  });
  for (
    const call of [
      () => board.updateConfig({ third: 3 }),
      () => board.tag("a"),
      () => board.summarize({ best: 1 }),
    ]
  ) {
    assertThrows(
      () => board.updateConfig(within(call)),
      Error,
      "within updateConfig(): a value's getter or method has called it",
    );
  }
  board.updateConfig(within(() => board.log({ loss: 1 })));
  assertEquals(board.config, { first: 1, second: 2 });
  assertThrows(() => board.updateConfig(within(() => board.finishSync())), BoardClosedError);
  const { config, tags, status } = boards.metadata(board);
  assertEquals([config, tags, status], [{ first: 1, second: 2 }, [], "finished"]);
});
