import { assert, assertEquals } from "@std/assert";
import { Board } from "../../mod.ts";
import { shareBoards } from "../../share/mod.ts";
import { browserTest, launchBrowser } from "../../testing/browser.ts";
import { StaticServer } from "../../testing/static_server.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { ViewerPage } from "../../testing/viewer_page.ts";
import { SharedServer } from "../../viewer/page/shared/shared_server.ts";
import { readSeries } from "../../viewer/protocol/series_frame.ts";
import { Random } from "../faults/support/random.ts";
import { until } from "../viewer/support/until.ts";
import { DiskFiles } from "./disk_files.ts";

const IS_LONG = Deno.env.get("KOBO_FAULTS") === "long";
const ROWS = 10_000_000;
const METRICS = 10;
/** What a view of all charts may read, and one chart alone. */
const MAX_VIEW_BYTES = 2_000_000;

const valueOf = (metric: number, i: number) => {
  const noise = (Math.imul(i + metric, 2_654_435_761) >>> 0) / 2 ** 32;
  if (metric === 9 && i % 100_003 === 5) return NaN;
  return i === 7_654_321 ? 1e6 : Math.sin(i / 50_000 + metric) + noise;
};

browserTest(
  "a shared site of ten million rows of ten metrics reads at most 2 MB for a zoom",
  async (t) => {
    await t.step({
      name: "each exact in its extremes",
      ignore: !IS_LONG,
      async fn() {
        using dir = new TempDir();
        const board = new Board({ name: "large", boardId: "large", baseDir: dir.join("boards") });
        for (let i = 0; i < ROWS; i++) {
          const row: Record<string, number> = {};
          for (let metric = 0; metric < METRICS; metric++) row[`m${metric}`] = valueOf(metric, i);
          board.log(row);
          if (i % 50_000 === 0) await new Promise((resolve) => setTimeout(resolve));
        }
        await board.finish();
        await shareBoards(dir.join("boards"), dir.join("site"));

        const files = new DiskFiles(dir.join("site"));
        const server = new SharedServer(files);
        const random = new Random("large");
        for (let round = 0; round < 40; round++) {
          const metric = random.int(0, METRICS - 1);
          const width = Math.ceil(ROWS * random.next() ** 4);
          const from = random.int(0, ROWS - width);
          const range = { from, to: from + width - 1 };
          const request = { board: "large", metric: `m${metric}`, ...range, maxPoints: 2000 };
          const before = files.bytesRead;
          const body = JSON.stringify({ requests: [request] });
          const reply = await server.fetch("api/series", { method: "POST", body });
          const [series] = readSeries(await reply.arrayBuffer());
          assert(files.bytesRead - before < MAX_VIEW_BYTES / METRICS, JSON.stringify(request));
          const finite = series!.y.filter(Number.isFinite);
          let [least, greatest, gaps] = [Infinity, -Infinity, 0];
          for (let i = from; i < from + width; i++) {
            const value = valueOf(metric, i);
            if (Number.isNaN(value)) gaps++;
            else [least, greatest] = [Math.min(least, value), Math.max(greatest, value)];
          }
          assertEquals(
            [Math.min(...finite), Math.max(...finite), series!.rowCount],
            [least, greatest, width],
            JSON.stringify(request),
          );
          assertEquals(series!.y.some(Number.isNaN), gaps > 0);
        }

        await using host = new StaticServer(dir.join("site"));
        const browser = await launchBrowser();
        try {
          await using viewer = await ViewerPage.open(browser, host.url);
          for (const range of ["", "1000000~9000000", "7000000~7900000", "7654000~7655000"]) {
            const since = host.requests.length;
            await viewer.show("charts", ["large"], { range });
            await until(async () =>
              await viewer.page.locator(".chart-card canvas").count() === METRICS
            );
            await viewer.page.waitForTimeout(3000);
            assert(host.bytesSince(since) < MAX_VIEW_BYTES, `${range}: ${host.bytesSince(since)}`);
          }
        } finally {
          await browser.close();
        }
      },
    });
  },
);
