import { assert, assertEquals } from "@std/assert";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { runScript } from "../../../../testing/run_script.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { drawn, savedSvg, tickLabels } from "../../support/chart_page.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

browserTest("charts of few values say what they lack, and reach their edges", async (t) => {
  using boards = new TempDir();
  await runScript(new URL("../../fixtures/sparse_boards.ts", import.meta.url), [boards.path]);
  await using server = serve({ baseDir: boards.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);
  const notes = page.getByRole("region", { name: "few", exact: true }).locator(".chart-notes");

  for (const backend of ["duckdb", "parquet"]) {
    for (const x of ["step", "clock", "metric"]) {
      await t.step(`zoomed between two values, ${backend}, over ${x}`, async () => {
        const id = `sparse_${backend}`;
        const range = x === "clock" ? await timesBetween(server, id) : "30002~30008";
        const axis: Record<string, string> = x === "step" ? {} : { x, xmetric: "all" };
        await viewer.show("charts", [id], { ...axis, range, metrics: "some" });
        await until(async () => (await drawn(page, "some")).length === 1);
        await until(async () => {
          const { xs, left, right } = edgesOf(await savedSvg(page, "some"));
          return xs.length >= 2 && Math.min(...xs) <= left && Math.max(...xs) >= right;
        });
        if (x === "clock") return;
        // The values at 30,000 and 30,010 are 130 and 130.01: between them there is no other one.
        const { y } = await tickLabels(page, "some");
        assert(y.every((label) => /^130\.00\d+$/.test(label)), y.join());
      });
    }

    await t.step(`another metric as x, ${backend}`, async () => {
      const requests: string[] = [];
      page.on("request", (request) => {
        if (request.url().endsWith("/api/series")) requests.push(request.postData() ?? "");
      });
      const ids = [`sparse_${backend}`, `without_${backend}`];
      await viewer.show("charts", ids, { x: "metric", xmetric: "x", metrics: "few" });
      await until(async () => (await drawn(page, "few")).length === 1);
      await until(async () =>
        (await notes.innerText()).replace(/\s+/g, " ") ===
          "1 run without x 10 rows without a finite x"
      );
      assertEquals(requests.filter((body) => body.includes(`without_${backend}`)), []);
      await viewer.picture(`sparse_${backend}`);
      await viewer.show("charts", [`without_${backend}`], {
        x: "metric",
        xmetric: "x",
        metrics: "few",
      });
      await page.getByText("No run with this metric has numbers of x.").waitFor();
      // Those of the chart before may still come; one that is asked for ever comes every 3 s.
      await until(async () => {
        const before = requests.length;
        await page.waitForTimeout(3500);
        return requests.length === before;
      });
    });
  }
});

/** A range of time between two values of the metric `some`, from the server's reply for all rows. */
async function timesBetween(server: { url: string }, board: string): Promise<string> {
  const { readSeries } = await import("../../../../viewer/server/mod.ts");
  const { origin, searchParams } = new URL(server.url);
  const requests = [{ board, metric: "some", x: "timestamp", maxPoints: 100_000 }];
  const reply = await fetch(`${origin}/api/series`, {
    method: "POST",
    body: JSON.stringify({ requests }),
    headers: {
      "Content-Type": "application/json",
      ...(searchParams.has("token") ? { "X-Kobo-Token": searchParams.get("token")! } : {}),
    },
  });
  const [series] = readSeries(await reply.arrayBuffer());
  const { x } = series!;
  // Rows of one call each: two values lie some milliseconds apart somewhere.
  const at = x.findIndex((time, i) => i > 1000 && time - x[i - 1]! >= 1);
  const [from = NaN, to = NaN] = [x[at - 1], x[at]];
  return `${from + (to - from) * 0.25}~${from + (to - from) * 0.75}`;
}

/** Where the line of an SVG is, and the edges of its plot. */
function edgesOf(svg: string): { xs: number[]; left: number; right: number } {
  const [, left = "", width = ""] =
    /<clipPath id="box"><rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/.exec(svg) ?? [];
  const [, path = ""] = /<path d="(M[^"]*)" stroke="#[0-9a-f]{6}" stroke-width="1.6"/.exec(svg) ??
    [];
  const xs = path.split(/[ML]/).filter(Boolean).map((point) => Number(point.split(" ")[0]));
  return { xs, left: Number(left), right: Number(left) + Number(width) };
}
