import { assertEquals, assertThrows } from "@std/assert";
import type { BoardInfo } from "../../../../viewer/protocol/api.ts";
import { FilterError } from "../../../../viewer/page/values/filter_error.ts";
import type { RunValue } from "../../../../viewer/page/runs/data/run_fields.ts";
import { parseFilter } from "../../../../viewer/page/values/parse_filter.ts";

type Run = "adam" | "sgd" | "adam w";

const RUNS: Record<Run, Record<string, RunValue>> = {
  adam: {
    lr: 0.001,
    "val/loss": 0.2,
    "min:val/loss": 0.1,
    tags: ["best", "Paper"],
    ok: true,
    version: "v0.1",
  },
  sgd: {
    lr: 0.1,
    "val/loss": NaN,
    "min:val/loss": null,
    tags: [],
    ok: false,
    version: "v0.01",
  },
  "adam w": {
    lr: null,
    "val/loss": Infinity,
    "min:val/loss": 3,
    tags: [],
    ok: null,
    version: "v0.10",
  },
};

function filtered(text: string): string[] {
  const boards = Object.keys(RUNS).map((boardId) => ({ boardId }) as BoardInfo);
  const filter = parseFilter<BoardInfo>(text, {
    find: (name) => {
      if (name !== "name" && !(name in RUNS.adam)) throw new FilterError(`No run has "${name}"`);
      return ({ boardId }) => name === "name" ? boardId : RUNS[boardId as Run][name] ?? null;
    },
    hasWord: ({ boardId }, word) => boardId.includes(word),
    isNumeric: (name) => name === "lr",
    names: () => ["learning rate"],
  });
  return boards.filter(filter).map(({ boardId }) => boardId);
}

Deno.test("parseFilter() finds runs by words and comparisons", () => {
  const all = Object.keys(RUNS);
  assertEquals(filtered(""), all);
  assertEquals(filtered("  "), all);
  assertEquals(filtered("ADAM"), ["adam", "adam w"]);
  assertEquals(filtered('"m w"'), ["adam w"]);
  assertEquals(filtered("lr > 0.001"), ["sgd"]);
  assertEquals(filtered("lr>=1e-3"), ["adam", "sgd"]);
  assertEquals(filtered("lr != 0.1"), ["adam", "adam w"]);
  assertEquals(filtered("lr < 1 and not sgd"), ["adam"]);
  assertEquals(filtered("lr < 1 val/loss < 1"), ["adam"]);
  assertEquals(filtered("lr = 0.1 or val/loss = inf"), ["sgd", "adam w"]);
  assertEquals(filtered("val/loss = nan"), ["sgd"]);
  assertEquals(filtered("min(val/loss) < 0.5"), ["adam"]);
  assertEquals(filtered('min("val/loss") > 0.5'), ["adam w"]);
  assertEquals(filtered("not (adam or sgd)"), []);
  assertEquals(filtered('name = "ADAM W"'), ["adam w"]);
  assertEquals(filtered("name ~ w"), ["adam w"]);
  assertEquals(filtered("name !~ w"), ["adam", "sgd"]);
  assertEquals(filtered("tags = paper"), ["adam"]);
  assertEquals(filtered("ok = true"), ["adam"]);
  // To the last letter, though numbers within texts are in their order.
  assertEquals(filtered("version = v0.1"), ["adam"]);
  assertEquals(filtered("version != v0.1"), ["sgd", "adam w"]);
  assertEquals(filtered("version > v0.9"), ["adam w"]);
});

Deno.test("parseFilter() says why a filter is invalid", () => {
  const wrong = (text: string) => assertThrows(() => filtered(text), FilterError).message;
  assertEquals(wrong("lr >"), 'A value is missing after "lr >"');
  assertEquals(wrong("> 3"), 'A name is missing before ">", as in: lr > 0.001');
  assertEquals(wrong("(lr > 3"), "A closing parenthesis is missing");
  assertEquals(wrong("lr > 3)"), "A closing parenthesis has no opening one");
  assertEquals(wrong('name = "x'), 'A closing " is missing');
  assertEquals(wrong("wd > 3"), 'No run has "wd"');
  assertEquals(wrong("lr > 3 and"), "Something is missing at the end of the filter");
  assertEquals(wrong("min(lr)"), "A comparison is missing after min:lr, as in: > 0.5");
});

Deno.test("parseFilter() says where, and names the right form", () => {
  const wrong = (text: string) => assertThrows(() => filtered(text), FilterError).placed;
  const quotes = (name: string, at: number) =>
    `A name or text with parentheses is written in quotes: "${name}" (character ${at})`;
  assertEquals(wrong("acc(top1) > 0.5"), quotes("acc(top1)", 1));
  assertEquals(wrong("lr > 1 and acc(top 1)>0.5"), quotes("acc(top 1)", 12));
  assertEquals(wrong("version = v(1)"), quotes("v(1)", 11));
  assertEquals(
    wrong("acc (top1) > 0.5"),
    'A name with parentheses before ">" is written in quotes, as in: "acc (top1)" > 0.5 (character 12)',
  );
  assertEquals(
    wrong("learning rate > 1"),
    'No run has "rate"; is it "learning rate", which needs its quotes? (character 10)',
  );
  const sign = (sign: string, word: string, at: number) =>
    `"${sign}" is written "${word}" here; a text with it is written in quotes (character ${at})`;
  assertEquals(wrong("lr = 0 && ok = true"), sign("&&", "and", 8));
  assertEquals(wrong("adam || sgd"), sign("||", "or", 6));
  assertEquals(wrong("lr = 0, ok = true"), sign(",", "and", 7));
  assertEquals(wrong("lr = O"), '"lr" has numbers: "O" is no number (character 6)');
  assertEquals(wrong("lr > 3 and (ok = true"), "A closing parenthesis is missing (character 12)");
  // Keywords may stand before a parenthesis, and quotes make a text of anything.
  assertEquals(filtered("not(adam)"), ["sgd"]);
  assertEquals(filtered("sgd or(lr < 0.01)"), ["adam", "sgd"]);
  assertEquals(filtered('"&&" or lr = 0.1'), ["sgd"]);
  assertEquals(filtered("lr = null"), ["adam w"]);
  assertEquals(filtered("tags = null and lr != null"), ["sgd"]);
});

Deno.test("parseFilter() compares whole numbers by all their digits", () => {
  const ids: Record<string, RunValue> = {
    even: 2 ** 53,
    next: 2 ** 53 + 2,
    odd: "9007199254740993",
    nan: NaN,
  };
  const found = (text: string) =>
    Object.keys(ids).filter((key) =>
      parseFilter<string>(text, { find: () => (key) => ids[key] ?? null, hasWord: () => false })(
        key,
      )
    );
  assertEquals(found("id = 9007199254740993"), ["odd"]);
  assertEquals(found("id = 9007199254740992"), ["even"]);
  assertEquals(found("id = +9007199254740994"), ["next"]);
  assertEquals(found("id > 9007199254740993"), ["next"]);
  assertEquals(found("id >= 9007199254740993"), ["next", "odd"]);
  assertEquals(found("id < 9007199254740993"), ["even"]);
  assertEquals(found("id != 9007199254740993"), ["even", "next", "nan"]);
});

Deno.test("parseFilter() tells an empty text from no value", () => {
  const notes: Record<string, RunValue> = { empty: "", missing: null, some: "x" };
  const found = (text: string) =>
    Object.keys(notes).filter((key) =>
      parseFilter<string>(text, { find: () => (key) => notes[key] ?? null, hasWord: () => false })(
        key,
      )
    );
  assertEquals(found('note = ""'), ["empty"]);
  assertEquals(found("note = null"), ["missing"]);
  assertEquals(found('note != ""'), ["missing", "some"]);
});

Deno.test("parseFilter() says how comparisons of SQL are written here", () => {
  const wrong = (text: string) => assertThrows(() => filtered(text), FilterError).message;
  const form = (word: string, right: string) => `"${word}" is written so here: ${right}`;
  assertEquals(wrong("lr is null"), form("is", "lr = null, lr != null"));
  assertEquals(wrong("lr IS NOT NULL"), form("IS", "lr = null, lr != null"));
  assertEquals(wrong("lr in (1, 2)"), form("in", "lr = 1 or lr = 2"));
  assertEquals(wrong("lr between 1 and 2"), form("between", "lr >= 1 and lr <= 2"));
  assertEquals(wrong("name like '%w'"), form("like", "name ~ text"));
  assertEquals(wrong("not name contains w"), form("contains", "name ~ text"));
  assertEquals(wrong('"val/loss" is null'), form("is", "val/loss = null, val/loss != null"));
  // Words of a search, none of which is a name before a comparison.
  assertEquals(filtered("adam is"), []);
  assertEquals(filtered("model in (adam)"), []);
  assertEquals(filtered("name is adam"), []);
});

Deno.test("parseFilter() takes what programs for texts have made of signs, spaces and quotes", () => {
  const found = (text: string, values: Record<string, RunValue>) =>
    Object.keys(values).filter((key) =>
      parseFilter<string>(text, {
        find: () => (key) => values[key] ?? null,
        hasWord: (key, word) => key.includes(word),
      })(key)
    );
  const numbers = { low: -1, middle: 0.5, high: 3 };
  assertEquals(found("x ≥ 0.5", numbers), ["middle", "high"]);
  assertEquals(found("x≤0.5", numbers), ["low", "middle"]);
  assertEquals(found("x ≠ 3", numbers), ["low", "middle"]);
  assertEquals(found("x = −1", numbers), ["low"]);
  assertEquals(found("x\u00a0>\u00a00\u200b\r\nx\u202f<\ufeff1\r\n", numbers), ["middle"]);
  const texts = { a: "adam w", b: "l’adam" };
  for (const quoted of ["“adam w”", "„adam w“", "«adam w»", "‘adam w’", "”adam w”"]) {
    assertEquals(found(`x = ${quoted}`, texts), ["a"], quoted);
  }
  // An apostrophe within a word is part of it.
  assertEquals(found("x = l’adam", texts), ["b"]);
  assertEquals(found('x ~ "’"', texts), ["b"]);
  assertThrows(() => found("x = “adam w", texts), FilterError, "A closing ” is missing");
});
