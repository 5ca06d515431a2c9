import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { PipedText } from "../../../../testing/piped_text.ts";
import { runScript } from "../../../../testing/run_script.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { colors, drawn, hover, savedSvg, written } from "../../support/chart_page.ts";
import { groupReplies } from "../../support/group_replies.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

const PROCESS = new URL("../../fixtures/rank_process.ts", import.meta.url);
const KILLED = 5;
const RANKS = [0, 1, 2, 3, 4, 5, 6, 7];

browserTest(
  "eight processes of one training, one killed: shown, named, the mean right",
  async (t) => {
    using boards = new TempDir();
    await Promise.all(
      RANKS.map((rank) =>
        rank === KILLED
          ? killOnceLogged(boards.path, rank)
          : runScript(PROCESS, [boards.path, String(rank)])
      ),
    );
    await using server = serve({ baseDir: boards.path, port: 0, log: () => {} });
    await using browser = await launchBrowser();
    await using viewer = await ViewerPage.open(browser, server.url);
    const { page } = viewer;
    page.setDefaultTimeout(PATIENCE_MS);
    const replies = groupReplies(page);
    const notes = page.getByRole("list", { name: "Trainings of several processes" });
    const label = () => page.locator(".chart-view").first().getAttribute("aria-label");

    await t.step("rank 0 is shown, whichever was the last to start; others are named", async () => {
      await page.goto(server.url);
      await until(async () => await page.locator(".chart-view").count() === 1);
      assertEquals(await label(), "loss over step, ddp (rank 0)");
      const text = (await notes.innerText()).replace(/\s+/g, " ");
      for (
        const part of ["ddp_1 8 ranks, drawn: rank 0", "rank 8 of 9 is missing", "rank 5 crashed"]
      ) {
        assert(text.includes(part), text);
      }
      // All are selected: rank 0 stands for them. One alone is shown.
      await viewer.show("charts", RANKS.map((rank) => `ddp_${rank}`));
      await until(async () => await label() === "loss over step, ddp (rank 0)");
      assertEquals(await notes.getByRole("listitem").count(), 1);
      await viewer.show("charts", ["ddp_3"]);
      await until(async () => await label() === "loss over step, ddp (rank 3)");
      await viewer.check();
    });

    await t.step("all ranks as lines, of which the killed one ends early", async () => {
      await viewer.show("charts", ["ddp_0"]);
      await page.getByLabel("Ranks").selectOption("all");
      await until(async () => (await drawn(page, "loss")).length === 8);
      await written(page, "ranks=all");
      const legend = page.getByRole("list", { name: "Colours by run" });
      assertEquals(
        (await legend.getByRole("listitem").allInnerTexts()).map((text) => text.trim()),
        RANKS.map((rank) => `ddp (rank ${rank})`),
      );
      const strokes = [
        ...(await savedSvg(page, "loss")).matchAll(/stroke="(#[0-9a-f]{6})" stroke-width="1.6"/g),
      ];
      assertEquals(new Set(strokes.map(([, color]) => color)).size, 8);
      assertEquals((await colors(page)).length, 1);
      await hover(page, "loss", 0.9);
      const rows = page.locator(".chart-readout:not(.is-short) .chart-readout-row");
      await until(async () => await rows.count() === 7);
      await page.mouse.move(1, 1);
      await viewer.check();
      await viewer.picture("ranks_lines");
    });

    await t.step("all ranks as a band: the mean of those that are there at each step", async () => {
      await viewer.show("charts", ["ddp_0"]);
      replies.length = 0;
      await page.getByLabel("Ranks").selectOption("band");
      await until(() => Promise.resolve(replies.some(([group]) => group?.n === 20)));
      await until(async () => await label() === "loss over step, 1 group");
      const group = replies.find(([group]) => group?.n === 20)?.[0];
      for (let step = 0; step < 20; step++) {
        const there = RANKS.filter((rank) => step < 10 || rank !== KILLED);
        const mean = there.reduce((sum, rank) => sum + rank, 0) / there.length + 1 / (1 + step);
        assertEquals(group?.counts[step], there.length);
        assert(Math.abs((group?.center[step] ?? NaN) - mean) < 1e-12, `step ${step}`);
      }
      await page.getByRole("list", { name: "Groups" }).getByText("ddp_1").waitFor();
      await page.getByText("rank 5 crashed").first().waitFor();
      await viewer.check();
      await viewer.picture("ranks_band");
    });

    for (const [window, theme] of [["desktop", "dark"], ["phone", "light"]] as const) {
      await t.step(`${window}, ${theme}`, async () => {
        await using other = await ViewerPage.open(browser, server.url, { window, theme });
        await other.show("charts", ["ddp_0"], { ranks: "band" });
        await other.page.locator(".chart-view").first().waitFor();
        await other.check();
        await other.picture(`ranks_${window}_${theme}`);
      });
    }
  },
);

/** Runs a process of the training until it has logged, and kills it. */
async function killOnceLogged(baseDir: string, rank: number): Promise<void> {
  const config = fromFileUrl(new URL("../../../../deno.json", import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet", "--no-check", `--config=${config}`, PROCESS.href],
      ...[baseDir, String(rank), "stays"],
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const tooLate = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  try {
    const stdout = new PipedText(child.stdout);
    assertEquals(await stdout.line(), "logged");
    await stdout.close();
  } finally {
    clearTimeout(tooLate);
    child.kill("SIGKILL");
    await child.status;
  }
}
