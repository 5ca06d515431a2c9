import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  boxOf,
  colors,
  drawn,
  hasColor,
  hover,
  tickLabels,
  written,
} from "../../support/chart_page.ts";
import { pageTest } from "../../support/page_test.ts";
import { until } from "../../support/until.ts";

const PLAIN = ["plain_duckdb", "plain_parquet"];

pageTest("the page draws charts of runs", async (t, viewer) => {
  const { page } = viewer;

  await t.step("charts: one per metric, in groups, with one line per run", async () => {
    await viewer.show("charts", PLAIN);
    await until(async () => (await drawn(page, "train/loss")).length === 2);
    assertEquals(await page.locator(".chart-group button").allTextContents(), [
      "▾train 2",
      "▾Ungrouped 1",
      "▾val 1",
    ]);
    assertEquals(
      await page.getByRole("region", { name: "train/loss" }).locator("h3").innerText(),
      "loss",
    );
    // Sections of one chart are beside each other.
    const [one, other] = await Promise.all(
      ["Ungrouped", "val"].map((name) =>
        page.getByRole("region", { name, exact: true }).boundingBox()
      ),
    );
    assertEquals(one!.y, other!.y);
    assert(one!.x + one!.width <= other!.x);
    // The pixels are there, in the runs' own colours.
    for (const color of await colors(page)) {
      assert(await hasColor(page, "train/loss", color), `No line is ${color}`);
    }
    await viewer.check();
    await viewer.picture("charts");
  });

  await t.step("charts: values at the cursor, in order, in all charts", async () => {
    await hover(page, "train/loss", 0.5);
    const readout = page.getByRole("region", { name: "train/loss" }).locator(".chart-readout");
    await readout.waitFor();
    const text = await readout.innerText();
    assertMatch(text, /^(199|200)\n/);
    assert(text.indexOf("plain parquet") < text.indexOf("plain duckdb"), text);
    await page.getByRole("region", { name: "train/accuracy" }).locator(".chart-readout.is-short")
      .waitFor();
    await viewer.picture("charts_cursor");
  });

  await t.step("charts: any x axis, a logarithmic y axis, smoothing", async () => {
    const x = page.getByLabel("X axis", { exact: true });
    for (const kind of ["global", "relative", "clock", "step"]) {
      await x.selectOption(kind);
      await until(async () => (await drawn(page, "train/loss")).length === 2);
    }
    await x.selectOption("metric");
    await page.getByText("Select a metric for the x axis above.").first().waitFor();
    await page.getByLabel("Metric of the x axis").selectOption("train/accuracy");
    await until(async () => (await drawn(page, "train/loss")).length === 2);
    await page.getByRole("group", { name: "train/loss over train/accuracy, 2 runs" }).waitFor();
    await x.selectOption("step");
    await page.getByRole("button", { name: "Log x" }).click();
    const loss = page.getByRole("region", { name: "train/loss" });
    await loss.getByText("2 at x ≤ 0 not shown").waitFor();
    assertEquals((await tickLabels(page, "train/loss")).x, "1,2,5,10,20,50,100,200".split(","));
    await viewer.picture("charts_log_x");
    // The middle of the axis is the root of its ends, 1 and 399; half of it goes from 1 to there.
    await hover(page, "train/loss", 0.5);
    assertMatch(await loss.locator(".chart-readout").innerText(), /^20\n/);
    const plot = await boxOf(loss.locator(".u-over"));
    await page.mouse.move(plot.x + 1, plot.y + plot.height / 2);
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width / 2, plot.y + plot.height / 2, { steps: 3 });
    await page.mouse.up();
    await until(() => /range=1(\.\d+)?(~|%7E)(19|20)/.test(page.url()));
    await page.getByRole("button", { name: "Show the whole x axis" }).click();
    await x.selectOption("clock");
    assert(await page.getByRole("button", { name: "Log x" }).isDisabled());
    await x.selectOption("step");
    await page.getByRole("button", { name: "Log x" }).click();
    await page.getByRole("button", { name: "Log y" }).click();
    for (const kind of ["ema", "mean", "gauss"]) {
      await page.getByLabel("Smoothing", { exact: true }).selectOption(kind);
      await page.getByLabel("Amount of smoothing").press("ArrowRight");
      await until(async () => (await drawn(page, "train/loss")).length === 2);
    }
    await until(() => /smooth=gauss/.test(page.url()));
    assertStringIncludes(page.url(), "y=log");
    await viewer.check();
    await viewer.picture("charts_smoothed");
  });

  await t.step("charts: pinned, moved, resized, in full screen, all kept", async () => {
    await viewer.show("charts", PLAIN);
    await until(async () => (await drawn(page, "train/loss")).length === 2);
    const order = async () =>
      (await page.locator(".chart-card").evaluateAll((cards) =>
        cards.map((card) => card.getAttribute("aria-label"))
      )).slice(0, 3);
    await page.getByLabel("More for train/loss").click();
    await page.getByRole("menuitem", { name: "Move later" }).click();
    await until(async () => (await order()).join() === "train/accuracy,train/loss,lr");
    await page.getByLabel("More for train/loss").click();
    await page.getByRole("menuitem", { name: "Wider" }).click();
    await page.getByLabel("Pin lr to the top").click();
    await until(async () => (await order()).join() === "lr,train/accuracy,train/loss");
    await written(page, '"pinned":["lr"]');
    await page.reload();
    await until(async () => (await order()).join() === "lr,train/accuracy,train/loss");
    await until(async () => {
      const [wide = 0, usual = 0] = await Promise.all(
        ["train/loss", "train/accuracy"].map(async (name) =>
          (await page.getByRole("region", { name }).boundingBox())!.width
        ),
      );
      return usual > 0 && wide > usual * 1.8;
    });
    await page.getByRole("region", { name: "train/accuracy" }).locator(".chart-head").dragTo(
      page.getByRole("region", { name: "train/loss" }).locator(".chart-head"),
    );
    await until(async () => (await order()).join() === "lr,train/loss,train/accuracy");
    await page.getByLabel("Show lr in full screen").click();
    await page.locator("dialog canvas").waitFor();
    await viewer.check();
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
  });

  await t.step("charts: saved as PNG, SVG and CSV", async () => {
    const save = async (kind: string) => {
      await page.getByLabel("More for train/accuracy").click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("menuitem", { name: `Download ${kind}` }).click(),
      ]);
      return await Deno.readFile((await download.path())!);
    };
    const png = await save("PNG");
    assertEquals([...png.subarray(1, 4)], [...new TextEncoder().encode("PNG")]);
    const svg = new TextDecoder().decode(await save("SVG"));
    assertMatch(svg, /^<svg [^]*<path d="M[\d.]+ [\d.]+L[^]*plain parquet/);
    // The PNG is the SVG, with its legend, at twice the size. Its size is in its first chunk.
    const { buffer, byteOffset } = png;
    const head = new DataView(buffer, byteOffset);
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    assertEquals([head.getUint32(16), head.getUint32(20)], [2 * Number(width), 2 * Number(height)]);
    const pictures = Deno.env.get("KOBO_PICTURES");
    if (pictures !== undefined) await Deno.writeFile(`${pictures}/chart_saved.png`, png);
    const csv = new TextDecoder().decode(await save("CSV")).trim().split("\r\n");
    assertEquals(csv[0], "board_id,run,step,train/accuracy");
    assertEquals(csv.length, 801);
    assertEquals(csv[1], "plain_duckdb,plain duckdb,0,0");
  });
});
