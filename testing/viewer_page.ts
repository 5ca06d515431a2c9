import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { assertEquals } from "@std/assert";

/** How large the window is: a desktop's, a phone's, and that of the narrowest phones. */
export const WINDOWS = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
  narrow: { width: 320, height: 640 },
} as const;

/** What a page is opened with. */
export interface ViewerPageOptions {
  /** Default: desktop. */
  window?: keyof typeof WINDOWS;
  /** Default: light. */
  theme?: "light" | "dark";
}

/** The viewer's page in a window of its own. What goes wrong in it fails the test that closes it. */
export class ViewerPage implements AsyncDisposable {
  /** The page. */
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #url: string;
  readonly #theme: string;
  readonly #problems: string[] = [];

  private constructor(page: Page, context: BrowserContext, url: string, theme: string) {
    this.page = page;
    this.#context = context;
    this.#url = url;
    this.#theme = theme;
    page.on("pageerror", (error) => this.#problems.push(String(error.stack)));
    page.on("dialog", async (dialog) => {
      this.#problems.push(`A script of a name ran: ${dialog.message()}`);
      await dialog.dismiss();
    });
    page.on("console", (message) => {
      const isOurs = /Content Security Policy|Refused to/.test(message.text());
      if (message.type() === "error" && isOurs) this.#problems.push(message.text());
    });
  }

  /** Opens a window, and nothing in it. */
  static async open(
    browser: Browser,
    url: string,
    { window = "desktop", theme = "light" }: ViewerPageOptions = {},
  ): Promise<ViewerPage> {
    const context = await browser.newContext({
      viewport: WINDOWS[window],
      acceptDownloads: true,
      hasTouch: window !== "desktop",
    });
    return new ViewerPage(await context.newPage(), context, url, theme);
  }

  /** Shows a tab for some boards, as if its address had been typed. */
  async show(tab: string, boards: readonly string[], state: Record<string, string> = {}) {
    const runs = boards.map(encodeURIComponent).join(",");
    const hash = new URLSearchParams({ tab, runs, theme: this.#theme, ...state });
    await this.#leave();
    await this.page.goto(`${this.#url}#${hash}`);
    await this.page.locator(`#panel-${tab}`).waitFor();
  }

  /**
   * Leaves what is shown, by a link of its own: told to go to `about:blank`, a browser starts a
   * process for that, and one for what comes next. Those took as long as the viewer's page.
   */
  async #leave(): Promise<void> {
    const { page } = this;
    if (page.url() === "about:blank") return;
    await page.evaluate(() => void (location.href = "about:blank"));
    await page.waitForURL("about:blank");
  }

  /** Faults of accessibility, and that nothing of the page stands beyond its window. */
  async check(): Promise<void> {
    await this.page.evaluate(axe.source);
    const faults = await this.page.evaluate(async () => {
      // deno-lint-ignore no-explicit-any
      const { violations } = await (globalThis as any).axe.run({
        // Colours that a script printed.
        exclude: [".ansi-exact"],
      }, {
        resultTypes: ["violations"],
      });
      return violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
        `${id}: ${nodes.slice(0, 3).map(({ html }) => html).join(" | ")}`
      );
    });
    assertEquals(faults, []);
    const beyond = await this.page.evaluate(() => {
      const area = document.querySelector(".panel-area")!;
      return [
        document.documentElement.scrollWidth - innerWidth,
        area.scrollWidth - area.clientWidth,
      ];
    });
    assertEquals(beyond.map((pixels) => Math.max(0, pixels)), [0, 0], "wider than its window");
  }

  /** A picture of the window, where `KOBO_PICTURES` names a folder for it. */
  async picture(name: string): Promise<void> {
    const folder = Deno.env.get("KOBO_PICTURES");
    if (folder === undefined) return;
    await Deno.mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: `${folder}/${name}.png` });
  }

  /** Closes the window. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
    assertEquals(this.#problems, []);
  }
}
