import { assert, assertEquals } from "@std/assert";
import { boxOf, drawn, hover } from "../../support/chart_page.ts";
import { pageTest } from "../../support/page_test.ts";
import { until } from "../../support/until.ts";

const PLAIN = ["plain_duckdb", "plain_parquet"];

pageTest("charts are zoomed and panned", async (t, viewer) => {
  const { page } = viewer;
  await viewer.show("charts", PLAIN);
  await until(async () => (await drawn(page, "train/loss")).length === 2);

  await t.step("charts: a drag zooms to a range, a double click shows the whole axis", async () => {
    const plot = page.getByRole("region", { name: "train/loss" }).locator(".u-over");
    const { x, y, width, height } = await boxOf(plot);
    await page.mouse.move(x + width * 0.25, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.5, y + height / 2 + 3, { steps: 4 });
    await page.mouse.up();
    await until(() => /range=/.test(page.url()));
    const [from, to] = rangeIn(page.url()) ?? [NaN, NaN];
    assert(Math.abs(from - 100) < 5 && Math.abs(to - 200) < 5, `${from} to ${to}`);
    await page.reload();
    await page.getByRole("button", { name: /Show the whole x axis/ }).waitFor();
    await page.getByRole("region", { name: "train/loss" }).locator(".u-over").dblclick();
    await until(() => !/range=/.test(page.url()));
    // By keys: the chart itself takes them.
    await page.getByRole("group", { name: /^train\/loss over step/ }).focus();
    await page.keyboard.press("ArrowRight");
    await page.locator(".chart-readout").first().waitFor();
    await page.keyboard.press("+");
    await until(() => /range=/.test(page.url()));
    await page.keyboard.press("0");
    await until(() => !/range=/.test(page.url()));
  });

  await t.step("charts: zoomed and panned by wheel, Shift and fingers", async () => {
    const range = () => rangeIn(page.url());
    await hover(page, "train/loss", 0.5);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -120);
    await page.keyboard.up("Control");
    await until(() => range() !== undefined);
    const zoomed = range()!;
    assert(zoomed[0] > 0 && zoomed[1] < 399, zoomed.join());
    await page.keyboard.down("Shift");
    await page.mouse.down();
    const plot = page.getByRole("region", { name: "train/loss" }).locator(".u-over");
    const { x, y, width, height } = await boxOf(plot);
    await page.mouse.move(x + width * 0.3, y + height / 2, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up("Shift");
    await until(() => (range()?.[0] ?? 0) > zoomed[0] && (range()?.[1] ?? 0) > zoomed[1]);
    const zoomedWidth = zoomed[1] - zoomed[0];
    // Two fingers that part.
    const finger = (id: number, type: string, part: number) =>
      plot.dispatchEvent(type, {
        pointerId: id,
        pointerType: "touch",
        clientX: x + width * part,
        clientY: y + 20,
      });
    await finger(1, "pointerdown", 0.4);
    await finger(2, "pointerdown", 0.6);
    await finger(1, "pointermove", 0.2);
    await finger(2, "pointermove", 0.8);
    await finger(1, "pointerup", 0.2);
    await finger(2, "pointerup", 0.8);
    await until(() => {
      const [from, to] = range() ?? [NaN, NaN];
      return to - from < zoomedWidth * 0.5;
    });
    await plot.dblclick();
    await until(() => range() === undefined);
    // A drag that goes upwards shows that piece of the y axis, here alone.
    await page.mouse.move(x + width * 0.3, y + height * 0.2);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.31, y + height * 0.8, { steps: 4 });
    await page.mouse.up();
    await until(() => /zoom/.test(page.url()));
    assertEquals(range(), undefined); // The address has all at once.
    await plot.dblclick();
    // On a logarithmic axis there is no place for what someone was sent.
    await viewer.show("charts", PLAIN, { y: "log", "y zoom train/loss": "-1~1" });
    await until(async () => (await drawn(page, "train/loss")).length === 2);
    await viewer.show("charts", PLAIN);
    await until(async () => (await drawn(page, "train/loss")).length === 2);
  });
});

/** The range of the x axis in an address. */
function rangeIn(url: string): [from: number, to: number] | undefined {
  const [, from, to] = /range=([\d.-]+)~([\d.]+)/.exec(decodeURIComponent(url)) ?? [];
  return from === undefined ? undefined : [Number(from), Number(to)];
}
