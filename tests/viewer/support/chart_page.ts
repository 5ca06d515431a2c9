import type { Locator, Page } from "playwright-core";
import { until } from "./until.ts";

/** A place in the window, in CSS pixels. */
interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The ids of the runs that a chart has drawn: it says how many in its name. */
export async function drawn(page: Page, metric: string): Promise<string[]> {
  const group = page.getByRole("region", { name: metric, exact: true }).locator(".chart-view");
  if (await group.count() === 0) return [];
  const label = await group.getAttribute("aria-label") ?? "";
  const count = /, (\d+) runs$/.exec(label)?.[1] ?? 1;
  return Array(Number(count)).fill("run");
}

/**
 * Moves the pointer over a chart.
 *
 * @param part 0 is its left edge, 1 its right one.
 * @param down 0 is its upper edge, 1 its lower one.
 */
export async function hover(page: Page, metric: string, part: number, down = 0.5): Promise<void> {
  const plot = page.getByRole("region", { name: metric, exact: true }).locator(".u-over");
  const { x, y, width, height } = await boxOf(plot);
  await page.mouse.move(x + width * part - 3, y + height * down);
  await page.mouse.move(x + width * part, y + height * down);
}

export function colors(page: Page): Promise<string[]> {
  return page.locator(".run-row.is-chosen .run-dot").evaluateAll((dots) =>
    dots.map((dot) => getComputedStyle(dot).backgroundColor)
  );
}

/** Where an element is, once it stands still: a chart may be made anew meanwhile. */
export async function boxOf(element: Locator): Promise<Box> {
  let box: Box | null = null;
  await until(async () => {
    await element.hover({ trial: true, timeout: 5000 }); // Waits until it stands still.
    box = await element.boundingBox();
    return box !== null;
  });
  return box!;
}

/** Waits until the address has this: it is written a few times a second. */
export async function written(page: Page, part: string): Promise<void> {
  await until(() => decodeURIComponent(page.url()).includes(part));
}

/** Whether a chart has pixels of a colour, as `rgb(1, 2, 3)`. */
export function hasColor(page: Page, metric: string, color: string): Promise<boolean> {
  return page.getByRole("region", { name: metric, exact: true }).locator("canvas").evaluate(
    (canvas: HTMLCanvasElement, color) => {
      const wanted = color.match(/\d+/g)!.map(Number);
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      for (let i = 0; i < data.length; i += 4) {
        const pixel = data.subarray(i, i + 3);
        if (pixel.every((value, j) => Math.abs(value - (wanted[j] ?? NaN)) < 8)) return true;
      }
      return false;
    },
    color,
  );
}

/** A chart as the SVG file that its menu saves. */
export async function savedSvg(page: Page, metric: string): Promise<string> {
  await page.getByLabel(`More for ${metric}`, { exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Download SVG" }).click(),
  ]);
  return await Deno.readTextFile((await download.path())!);
}

/** The labels of both axes of a chart, as its SVG has them. */
export async function tickLabels(
  page: Page,
  metric: string,
): Promise<{ x: string[]; y: string[] }> {
  const svg = await savedSvg(page, metric);
  const textsOf = (anchor: string) =>
    [...svg.matchAll(new RegExp(`text-anchor="${anchor}"[^>]*>(.*?)</text>`, "g"))]
      .map(([, text = ""]) => text.replace(/<\/tspan><tspan[^>]*>/g, " ").replace(/<[^>]*>/g, ""));
  return { x: textsOf("middle"), y: textsOf("end") };
}
