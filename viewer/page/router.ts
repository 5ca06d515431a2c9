import { type Signal, signal } from "@preact/signals";

/** How a part of the state stands in the address. */
export interface UrlSignalOptions {
  /** The value that is left out of the address. Default: "". */
  fallback?: string;
  /** Whether a change is a step that the browser's Back undoes. Default: false. */
  push?: boolean;
}

interface Part {
  value: Signal<string>;
  fallback: string;
  push: boolean;
}

const parts = new Map<string, Part>();
let pending: "replace" | "push" | null = null;
let reading = false;

/**
 * One part of the page's state, kept behind the `#` of the address
 * (`#tab=charts&runs=…`), so that a view can be shared, reloaded and gone back
 * from. The server never sees it, and its length has no limit.
 *
 * The same key gives the same signal; options count the first time.
 *
 * @example
 * ```ts ignore
 * const tab = urlSignal("tab", { fallback: "charts", push: true });
 * tab.value = "media"; // the address ends with #tab=media
 * ```
 */
export function urlSignal(key: string, options: UrlSignalOptions = {}): Signal<string> {
  const known = parts.get(key);
  if (known) return known.value;
  const { fallback = "", push = false } = options;
  const value = signal(readHash().get(key) ?? fallback);
  parts.set(key, { value, fallback, push });
  let before = value.peek();
  value.subscribe((now) => {
    if (now === before) return;
    before = now;
    if (!reading) write(push ? "push" : "replace");
  });
  return value;
}

function readHash(): URLSearchParams {
  return new URLSearchParams(location.hash.slice(1));
}

/** Changes of one turn are written together. */
function write(how: "replace" | "push"): void {
  if (pending === null) queueMicrotask(writeNow);
  pending = pending === "push" ? "push" : how;
}

function writeNow(): void {
  const params = readHash();
  for (const [key, { value, fallback }] of parts) {
    if (value.peek() === fallback) params.delete(key);
    else params.set(key, value.peek());
  }
  const text = params.toString();
  const url = `${location.pathname}${location.search}${text === "" ? "" : `#${text}`}`;
  if (pending === "push") history.pushState(null, "", url);
  else history.replaceState(null, "", url);
  pending = null;
}

function readBack(): void {
  const params = readHash();
  reading = true;
  for (const [key, { value, fallback }] of parts) value.value = params.get(key) ?? fallback;
  reading = false;
}

addEventListener("popstate", readBack);
addEventListener("hashchange", readBack);
