import "../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import { h, render } from "preact";
import type { BoardInfo } from "../../../../viewer/protocol/api.ts";
import { useStepRows } from "../../../../viewer/page/steps/use_step_rows.ts";
import { boardOf } from "../support/board_of.ts";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("useStepRows() starts over for another board of the same id", async () => {
  const root = document.createElement("div");
  const asked: string[] = [];
  const Rows = ({ boards }: { boards: BoardInfo[] }) => {
    useStepRows(boards, "name", (id) => {
      asked.push(id);
      return { steps: () => Promise.resolve([]), rows: () => Promise.resolve([]) };
    }, false);
    return null;
  };
  for (const createdAt of ["2026-01-01", "2026-01-01", "2026-01-02"]) {
    render(h(Rows, { boards: [boardOf("a", { createdAt })] }), root);
  }
  assertEquals(asked, ["a", "a"]);
  await wait(200); // Its effects run a frame later.
  render(null, root);
});
