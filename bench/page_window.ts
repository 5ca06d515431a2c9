/**
 * Drives the viewer's page in a browser window, and knows when it has drawn.
 *
 * @module
 */
import type { Browser, Page } from "playwright-core";

/** How long the browser is left alone after a window was opened. */
const IDLE_MS = 500;

/** The number of open requests for series, by page. */
const openRequests = new WeakMap<Page, { count: number }>();

/**
 * Zooms by a drag over part of the first chart, from and to a share of its width.
 *
 * @returns Milliseconds until this chart is drawn again, and until all charts are.
 */
export async function drag(
  page: Page,
  from: number,
  to: number,
): Promise<[own: number, all: number]> {
  const { x, y, width, height } = (await page.locator(".u-over").first().boundingBox())!;
  await page.mouse.move(x + width * from, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * to, y + height / 2, { steps: 3 });
  const answer = page.waitForResponse((response) => response.url().endsWith("/api/series"));
  const start = performance.now();
  await page.mouse.up();
  await (await answer).finished();
  await painted(page);
  const own = performance.now() - start;
  await allLoaded(page);
  return [own, performance.now() - start];
}

/** Resolves when no request for series is open and the last response is drawn. */
export async function allLoaded(page: Page): Promise<void> {
  const state = openRequests.get(page)!;
  let idleFrames = 0;
  while (idleFrames < 2) {
    await painted(page);
    idleFrames = state.count === 0 ? idleFrames + 1 : 0;
  }
}

/** Resolves when so many elements match and are drawn. Polls each frame; `waitFor()` polls less often. */
export async function shown(page: Page, selector: string, count = 1): Promise<void> {
  await page.waitForFunction(
    ([selector, count]) => document.querySelectorAll(selector).length >= count,
    [selector, count] as const,
    { polling: "raf" },
  );
  await painted(page);
}

/** Resolves after the next frame. */
function painted(page: Page): Promise<void> {
  return page.evaluate(() =>
    new Promise<void>((resolve) =>
      requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
    )
  );
}

/** A window of the browser with one page, closed by `await using`. */
export interface PageWindow extends AsyncDisposable {
  /** The page. */
  page: Page;
}

/** Opens a window of 1280 × 800 pixels, and waits until the browser is idle. */
export async function openWindow(browser: Browser): Promise<PageWindow> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const state = { count: 0 };
  openRequests.set(page, state);
  const isSeries = (request: { url(): string }) => request.url().endsWith("/api/series");
  page.on("request", (request) => state.count += Number(isSeries(request)));
  page.on("requestfinished", (request) => state.count -= Number(isSeries(request)));
  page.on("requestfailed", (request) => state.count -= Number(isSeries(request)));
  // Processes of the last window end now, and those of this one start: they would slow the page.
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  return { page, [Symbol.asyncDispose]: () => context.close() };
}

/** The private memory of the page's process in MB, without what all processes share. */
export async function memoryOf(page: Page): Promise<number> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const sizes = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => {
    const status = Deno.readTextFileSync(`/proc/${id}/status`);
    return Number(/RssAnon:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  });
  return Math.max(...sizes);
}
