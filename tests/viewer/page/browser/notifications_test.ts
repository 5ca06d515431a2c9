import { assertEquals } from "@std/assert";
import { Board } from "../../../../mod.ts";
import { browserTest, launchBrowser } from "../../../../testing/browser.ts";
import { TempDir } from "../../../../testing/temp_dir.ts";
import { ViewerPage } from "../../../../testing/viewer_page.ts";
import { serve } from "../../../../viewer/server/mod.ts";
import { PATIENCE_MS, until } from "../../support/until.ts";

/** What the page's scripts see of the browser's notifications, and of the clock. */
interface FakeWindow {
  told: { title: string; body: string; onclick?: () => void }[];
  /** What the reader answers when the browser asks. */
  answer: NotificationPermission;
  clockAheadMs: number;
}

browserTest("the page notifies of alerts, crashes, stalls and ends, once asked to", async (t) => {
  using dir = new TempDir();
  const start = (boardId: string) =>
    new Board({
      name: `run ${boardId}`,
      boardId,
      baseDir: dir.path,
      backend: "parquet",
      captureOutput: false,
      systemMetrics: false,
    });
  await start("old").finish({ error: new Error("long ago") });
  const run = start("run");
  run.log({ loss: 1 });
  await using server = serve({ baseDir: dir.path, port: 0, log: () => {} });
  await using browser = await launchBrowser();
  await using viewer = await ViewerPage.open(browser, server.url);
  const { page } = viewer;
  page.setDefaultTimeout(PATIENCE_MS);
  await page.addInitScript(fakeNotifications);
  const bell = page.getByRole("button", { name: "Notify me of alerts" });
  const told = () => page.evaluate(() => (window as unknown as FakeWindow).told);
  const bodies = async () => (await told()).map(({ body }) => body);
  const untilTold = (part: string) =>
    until(async () => (await bodies()).some((body) => body.includes(part)));

  await t.step("off until it is clicked: nothing is asked, nothing is told", async () => {
    await viewer.show("charts", ["run"]);
    run.alert("nobody has asked yet");
    await page.getByText("1 metric").first().waitFor();
    assertEquals(await bell.getAttribute("aria-pressed"), "false");
    assertEquals(await page.evaluate(() => Notification.permission), "default");
    await viewer.check();
  });

  await t.step("who forbids it is told how to allow it", async () => {
    await page.evaluate(() => (window as unknown as FakeWindow).answer = "denied");
    await bell.click();
    await page.getByText("does not let this page show notifications").waitFor();
    assertEquals(await bell.getAttribute("aria-pressed"), "false");
    await viewer.check();
    await page.getByRole("button", { name: "Close" }).click();
    await page.evaluate(() => (window as unknown as FakeWindow).answer = "granted");
  });

  await t.step("alerts, ends and crashes, with their reasons", async () => {
    await bell.focus();
    await page.keyboard.press("Enter");
    await until(async () => await bell.getAttribute("aria-pressed") === "true");
    run.alert("loss is NaN", { level: "error", text: "after a bad batch" });
    await untilTold("run run (run) error: loss is NaN at step 0: after a bad batch");
    const [good, bad] = [start("good"), start("bad")];
    for (const board of [good, bad]) board.log({ loss: 1 });
    await good.finish();
    await bad.finish({ error: new Error("out of memory") });
    await untilTold("run good (good) has finished");
    await untilTold("run bad (bad) has crashed at step 0: Error: out of memory");
    assertEquals((await bodies()).length, 3);
    await viewer.check();
    await viewer.picture("notifications");
  });

  await t.step("nothing twice after a reload, and what has happened since", async () => {
    await page.reload();
    await until(async () => await bell.getAttribute("aria-pressed") === "true");
    run.alert("after the reload");
    await untilTold("after the reload");
    assertEquals((await bodies()).length, 1);
  });

  await t.step("a hidden page tells, too", async () => {
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await start("quick").finish();
    await untilTold("run quick (quick) has finished");
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: false, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
  });

  await t.step("a stall, once", async () => {
    await page.evaluate(() => (window as unknown as FakeWindow).clockAheadMs = 11 * 60_000);
    run.alert("the list changes");
    await untilTold("run run (run) has logged nothing for 1");
    run.alert("and again");
    await untilTold("and again");
    assertEquals((await bodies()).filter((body) => body.includes("logged nothing")).length, 1);
  });

  await t.step(
    "a run that was rewound: its new alerts take the numbers of those that went",
    async () => {
      const first = start("rewound");
      first.log({ loss: 1 });
      first.log({ loss: 2 });
      first.alert("goes with its row");
      await untilTold("goes with its row");
      await first.finish();
      const again = new Board({
        name: "run rewound",
        boardId: "rewound",
        baseDir: dir.path,
        captureOutput: false,
        systemMetrics: false,
        rewindTo: { step: 0 },
      });
      again.alert("after the rewind");
      await untilTold("after the rewind");
      await again.finish();
      assertEquals((await bodies()).filter((body) => body.includes("goes with its row")).length, 1);
    },
  );

  await t.step("alerts that cannot be read are asked for again, and stop no others", async () => {
    await page.route("**/boards/failing/alerts*", (route) => route.fulfill({ status: 500 }));
    const failing = start("failing");
    failing.alert("cannot be read now");
    await page.waitForResponse((reply) => reply.url().includes("/failing/alerts"));
    run.alert("of another run");
    await untilTold("of another run");
    assertEquals(await bell.getAttribute("aria-pressed"), "true");
    await page.unroute("**/boards/failing/alerts*");
    await failing.finish();
    await untilTold("cannot be read now");
    await untilTold("run failing (failing) has finished");
  });

  await t.step("a click shows the run", async () => {
    const other = start("other");
    await other.finish({ error: new Error("no such file") });
    await untilTold("no such file");
    await page.evaluate(() =>
      (window as unknown as FakeWindow).told.findLast(({ body }) => body.includes("no such file"))
        ?.onclick?.()
    );
    await page.locator("#panel-logs").waitFor();
    await until(() => page.url().includes("runs=other"));
  });

  await t.step("a second click turns it off, also in the midst of a look", async () => {
    const { promise: turnedOff, resolve: answer } = Promise.withResolvers<void>();
    const { promise: answered, resolve: hasAnswered } = Promise.withResolvers<void>();
    await page.route("**/boards/run/alerts*", async (route) => {
      await turnedOff;
      await route.continue();
      hasAnswered();
    });
    const asked = page.waitForRequest((request) => request.url().includes("/run/alerts"));
    run.alert("while it is turned off");
    await asked;
    await bell.click();
    answer();
    await answered;
    await page.unroute("**/boards/run/alerts*");
    assertEquals(await bell.getAttribute("aria-pressed"), "false");
    const count = (await told()).length;
    await run.finish();
    await page.reload();
    await page.getByText("1 of 8 runs").waitFor();
    assertEquals([await bell.getAttribute("aria-pressed"), (await told()).length], ["false", 0]);
    assertEquals(count > 0, true);
  });
});

/** Runs in the page before its scripts: a headless browser shows no notifications. */
function fakeNotifications(): void {
  const fake = window as unknown as FakeWindow;
  fake.told = [];
  fake.answer = "granted";
  fake.clockAheadMs = 0;
  const now = Date.now;
  Date.now = () => now() + fake.clockAheadMs;
  class FakeNotification {
    static get permission(): string {
      return localStorage.getItem("test.permission") ?? "default";
    }
    static requestPermission(): Promise<string> {
      localStorage.setItem("test.permission", fake.answer);
      return Promise.resolve(fake.answer);
    }
    readonly title: string;
    readonly body: string;
    onclick?: () => void;
    constructor(title: string, { body }: { body: string }) {
      this.title = title;
      this.body = body;
      fake.told.push(this);
    }
    close(): void {}
  }
  Object.defineProperty(window, "Notification", { value: FakeNotification, configurable: true });
}
