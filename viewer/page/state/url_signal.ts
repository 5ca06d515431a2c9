import { type Signal, signal } from "@preact/signals";

/** How a part of the state stands in the address. */
export interface UrlSignalOptions {
  /** The value that is left out of the address. Default: "". */
  fallback?: string;
  /** Whether a change is a step that the browser's Back undoes. Default: false. */
  push?: boolean;
}

interface UrlParameter {
  value: Signal<string>;
  fallback: string;
  push: boolean;
}

const parts = new Map<string, UrlParameter>();
/**
 * The address is replaced this often at most, the last time always: Safari lets
 * a page change it a hundred times in half a minute, and throws then.
 */
const MIN_MS = 350;
/** A browser that refused is asked again after this. */
const REFUSED_MS = 2000;

let pending: "replace" | "push" | null = null;
/** The address that is to replace the one that is shown. */
let waiting: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let flushedAt = -MIN_MS;
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
  const how = pending;
  pending = null;
  if (how === "replace") {
    waiting = address();
    const wait = flushedAt + MIN_MS - performance.now();
    if (wait <= 0) flush();
    else timer ??= setTimeout(flush, wait);
    return;
  }
  // What Back leads to is as it was just before.
  flush();
  const url = address();
  waiting = set("pushState", url) ? null : url;
  if (waiting !== null) timer ??= setTimeout(flush, REFUSED_MS);
}

/** Writes what waits to be written. */
function flush(): void {
  clearTimeout(timer);
  timer = undefined;
  if (waiting === null) return;
  flushedAt = performance.now();
  if (set("replaceState", waiting)) waiting = null;
  else timer = setTimeout(flush, REFUSED_MS);
}

/** Whether the browser took it: one that was told too often takes nothing for a while. */
function set(how: "pushState" | "replaceState", url: string): boolean {
  try {
    history[how](null, "", url);
    return true;
  } catch {
    return false;
  }
}

/** The page's address with all parts as they are. */
function address(): string {
  const params = readHash();
  for (const [key, { value, fallback }] of parts) {
    if (value.peek() === fallback) params.delete(key);
    else params.set(key, value.peek());
  }
  const text = params.toString();
  return `${location.pathname}${location.search}${text === "" ? "" : `#${text}`}`;
}

function readBack(): void {
  // It was to replace an address that is no longer the page's.
  clearTimeout(timer);
  timer = undefined;
  waiting = null;
  const params = readHash();
  reading = true;
  try {
    for (const [key, { value, fallback }] of parts) value.value = params.get(key) ?? fallback;
  } finally {
    reading = false;
  }
}

addEventListener("popstate", readBack);
addEventListener("hashchange", readBack);
