import { assertEquals } from "@std/assert";
import { boardStatus } from "../../format/board_status.ts";

Deno.test("boardStatus() calls a run crashed that is running by its word alone", () => {
  assertEquals(boardStatus("running", false), "crashed");
  assertEquals(boardStatus("running", true), "running");
});

Deno.test("boardStatus() keeps what an ended run says, resumed or not", () => {
  for (const status of ["finished", "crashed", "interrupted"] as const) {
    for (const live of [false, true]) assertEquals(boardStatus(status, live), status);
  }
});
