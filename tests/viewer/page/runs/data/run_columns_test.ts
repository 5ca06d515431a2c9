import "../../../support/fake_browser.ts";
import { assertEquals } from "@std/assert";
import type { BoardInfo } from "../../../../../viewer/protocol/api.ts";
import { chooseColumns, columnIds } from "../../../../../viewer/page/runs/data/run_columns.ts";
import { boards } from "../../../../../viewer/page/state/boards.ts";
import { urlSignal } from "../../../../../viewer/page/state/url_signal.ts";
import { boardOf } from "../../support/board_of.ts";

Deno.test("columnIds takes any text from the address", () => {
  urlSignal("cols").value = "name,50%";
  assertEquals(columnIds.value, ["name", "50%"]);
  urlSignal("cols").value = "";
});

Deno.test("chooseColumns() keeps names with commas, and null restores the defaults", () => {
  boards.value = [1, 2].map((lr) =>
    boardOf(`lr_${lr}`, {
      metadata: { config: { lr, seed: 1 } } as unknown as BoardInfo["metadata"],
      metricNames: ["speed", "loss", "val/acc", "x"],
    })
  );
  const defaults = columnIds.value;
  assertEquals(defaults, [
    ..."name,status,created,duration,steps,config.lr".split(","),
    ..."last:loss,last:val/acc,last:speed,tags".split(","),
  ]);
  urlSignal("filter").value = "lr = 9";
  assertEquals(columnIds.value, defaults, "of all where no run matches");
  urlSignal("filter").value = "";
  chooseColumns(["last:a,b", "name"]);
  assertEquals(columnIds.value, ["last:a,b", "name"]);
  chooseColumns(null);
  assertEquals(columnIds.value, defaults);
  boards.value = null;
});

Deno.test("columnIds are of the runs that match the filter", () => {
  boards.value = [1, 2, 3, 4].map((n) =>
    boardOf(`run_${n}`, {
      metadata: { name: n < 3 ? "sweep" : "other", config: n < 3 ? { lr: n } : { depth: n } },
      metricNames: n < 3 ? ["loss"] : ["accuracy"],
    } as unknown as BoardInfo)
  );
  const shown = () => columnIds.value.filter((id) => /^config|^last/.test(id));
  assertEquals(shown(), ["config.lr", "config.depth", "last:loss", "last:accuracy"]);
  urlSignal("filter").value = "lr > 0";
  assertEquals(shown(), ["config.lr", "last:loss"]);
  urlSignal("filter").value = "";
  boards.value = null;
});
