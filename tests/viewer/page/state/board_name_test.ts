import "../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import { boardName, twinMark } from "../../../../viewer/page/state/board_name.ts";
import { boards } from "../../../../viewer/page/state/boards.ts";
import { formatDateTime } from "../../../../viewer/page/values/format_date_time.ts";
import { boardOf } from "../support/board_of.ts";

/** The names of boards that have the config and were started at the time given, all called `run`. */
function namesOf(...given: [config: Record<string, number>, createdAt: string][]): string[] {
  const list = given.map(([config, createdAt], i) => {
    const metadata = { name: "run", config } as unknown as ReturnType<typeof boardOf>["metadata"];
    return boardOf(`id${i}`, { metadata, createdAt });
  });
  boards.value = list;
  return list.map(boardName);
}

const [ONE, OTHER] = ["2026-01-01T10:00:00Z", "2026-01-01T10:00:07Z"];
const timeOf = (text: string) => formatDateTime(Date.parse(text)).split(" ")[1];

Deno.test("boardName() has the values of the config that differ", () => {
  assertEquals(namesOf([{ lr: 1, seed: 3 }, ONE]), ["run"]);
  assertEquals(namesOf([{ lr: 1, seed: 3 }, ONE], [{ lr: 2, seed: 3 }, ONE]), [
    "run (lr 1)",
    "run (lr 2)",
  ]);
});

Deno.test("boardName() of runs of one config says when they were started, or their ids", () => {
  assertEquals(namesOf([{ lr: 1 }, ONE], [{ lr: 1 }, OTHER], [{ lr: 2 }, ONE]), [
    `run (lr 1, ${timeOf(ONE)})`,
    `run (lr 1, ${timeOf(OTHER)})`,
    "run (lr 2)",
  ]);
  assertEquals(boards.value?.map(twinMark), [timeOf(ONE), timeOf(OTHER), undefined]);
  assertEquals(namesOf([{}, ONE], [{}, "2026-01-04T10:00:00Z"]), [
    `run (${formatDateTime(Date.parse(ONE))})`,
    `run (${formatDateTime(Date.parse("2026-01-04T10:00:00Z"))})`,
  ]);
  assertEquals(namesOf([{}, ONE], [{}, ONE], [{}, "no time"]), [
    "run (id0)",
    "run (id1)",
    "run (id2)",
  ]);
});
