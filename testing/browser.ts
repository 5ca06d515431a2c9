import { type Browser, chromium } from "playwright-core";

/** Where a browser may be; `KOBO_CHROMIUM` comes first. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** It asks nobody on the network, and needs no display. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The path of a Chromium, `undefined` where this machine has none. */
export const chromiumPath: string | undefined = findChromium();

/** Defines a test that needs a browser. Where there is none it is skipped, and says what is missing. */
export function browserTest(name: string, run: (t: Deno.TestContext) => Promise<void>): void {
  const missing = "skipped, no Chromium: install one, or name it in KOBO_CHROMIUM";
  Deno.test({
    name: chromiumPath === undefined ? `${name} (${missing})` : name,
    ignore: chromiumPath === undefined,
    // The browser's own process and pipes are Playwright's to look after.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: run,
  });
}

/** Starts the browser. To be closed by the caller. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: FLAGS });
}

function findChromium(): string | undefined {
  const named = Deno.env.get("KOBO_CHROMIUM");
  const places = named === undefined ? PLACES : [named];
  return places.find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}
