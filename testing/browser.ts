import { type Browser, chromium } from "playwright-core";

/** Where a browser may be; `KOBO_CHROMIUM` comes first. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** Debian's `chromium-headless-shell`. */
const SHELL = "/usr/lib/chromium/chromium-headless-shell";

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

/** The path of a Chromium that keeps what it has seen; `undefined` where this machine has none. */
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

/**
 * Starts the browser, to be closed by the caller: where there is one, Chromium's shell for headless
 * use. It draws the same pages, and to start it with a few windows takes a third of the processor
 * time, as it lacks what is around a page: the profile, its history, the windows' own parts.
 */
export function launchBrowser(): Promise<Browser> {
  const isNamed = Deno.env.has("KOBO_CHROMIUM");
  const executablePath = !isNamed && isFile(SHELL) ? SHELL : chromiumPath;
  return chromium.launch({ executablePath, args: FLAGS });
}

function findChromium(): string | undefined {
  const named = Deno.env.get("KOBO_CHROMIUM");
  const places = named === undefined ? PLACES : [named];
  return places.find(isFile);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
