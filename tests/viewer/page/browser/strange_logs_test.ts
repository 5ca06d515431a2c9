import { assert, assertEquals } from "@std/assert";
import { Board } from "@kohakuboard/client";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage, WINDOWS } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { until } from "../../support/until.ts";

/** So many bytes are read with the first request; before them come others. */
const LINES = 150_000;
const SHOWN = [
  "line separators \u2028 \u2029 \u0085 within",
  "20 %",
  "Windows",
  "stderr20 %",
  "stderr" + "of an earlier version",
];

browserTest("the page shows each line of a log once, whatever its bytes are", async () => {
  using dir = new TempDir();
  const board = new Board({ name: "log", boardId: "log", baseDir: dir.path, captureOutput: false });
  board.log({ loss: 1 });
  await board.finish();
  const lines = Array.from({ length: LINES }, (_, index) => `line ${index} \xff\xfe`);
  const special = [
    ...["line separators \u2028 \u2029 \u0085 within", "10 %\r20 %\r", "Windows\r"],
    "[STDERR] 10 %\r[STDERR] 20 %\r[STDERR] ",
    "[STDERR] of an earlier version\r[STDERR] ",
  ].map((line) => String.fromCharCode(...new TextEncoder().encode(line)));
  const text = [...lines, ...special].join("\n") + "\n";
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  Deno.writeFileSync(dir.join("log", "logs", "output.log"), bytes);
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;

  await viewer.show("logs", ["log"]);
  const output = page.getByRole("region", { name: "output.log" });
  await output.getByText("150,005 lines").waitFor();
  const rows = output.locator(".log-line");
  await until(async () => (await rows.allTextContents()).at(-1) === SHOWN.at(-1));
  assertEquals((await rows.allTextContents()).slice(-SHOWN.length), SHOWN);
  const heights = await rows.evaluateAll((rows) =>
    rows.map((row) => {
      const range = document.createRange();
      range.selectNodeContents(row);
      return range.getBoundingClientRect().height;
    })
  );
  assert(heights.every((height) => height <= 20), `a line is ${Math.max(...heights)} px high`);
  await output.getByRole("searchbox").fill("line 1234 \ufffd\ufffd");
  await output.getByText("1 line", { exact: true }).waitFor();
  await viewer.check();

  await page.setViewportSize(WINDOWS.phone);
  const heightOf = (log: string) =>
    page.getByRole("log", { name: `Lines of ${log}` }).evaluate((box) => box.clientHeight);
  const count = await page.getByRole("log", { name: "Lines of writer.log" })
    .locator(".log-line").count();
  assert(count > 0 && count < 10, `${count} lines`);
  assert(await heightOf("writer.log") < (count + 2) * 18, "a short log takes its lines alone");
  assert(await heightOf("output.log") > WINDOWS.phone.height / 2, "a long one half of the window");
});
