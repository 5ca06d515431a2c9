import { type Signal, signal } from "@preact/signals";

/** How the address holds a piece of state. */
export interface UrlSignalOptions {
  /** The value that the address leaves out. Default: "". */
  fallback?: string;
  /** Whether a change adds a history entry, so that the browser's Back undoes it. Default: false. */
  push?: boolean;
}

interface UrlParameter {
  value: Signal<string>;
  fallback: string;
  push: boolean;
}

const parameters = new Map<string, UrlParameter>();
/**
 * The shortest time between two replacements of the address: after a hundred
 * changes within 30 seconds, Safari refuses any more with an exception.
 */
const MIN_INTERVAL_MS = 350;
/** How long after a refusal the address is written again. */
const RETRY_MS = 2000;

let pending: "replace" | "push" | null = null;
/** The address that has yet to replace the current one. */
let unwritten: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let flushedAt = -MIN_INTERVAL_MS;
let reading = false;

/**
 * A piece of the page's state that is kept behind the `#` of the address
 * (`#tab=charts&runs=…`), so that a view can be shared and reloaded, and the
 * browser's Back works. The server never sees it, and its length has no limit.
 *
 * The same key returns the same signal, with the options of the first call.
 *
 * @example
 * ```ts ignore
 * const tab = urlSignal("tab", { fallback: "charts", push: true });
 * tab.value = "media"; // the address ends with #tab=media
 * ```
 */
export function urlSignal(key: string, options: UrlSignalOptions = {}): Signal<string> {
  const known = parameters.get(key);
  if (known) return known.value;
  const { fallback = "", push = false } = options;
  const value = signal(readHash().get(key) ?? fallback);
  parameters.set(key, { value, fallback, push });
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

/** Writes the address at the end of this turn, once for all changes until then. */
function write(how: "replace" | "push"): void {
  if (pending === null) queueMicrotask(writeNow);
  pending = pending === "push" ? "push" : how;
}

function writeNow(): void {
  const how = pending;
  pending = null;
  if (how === "replace") {
    unwritten = address();
    const wait = flushedAt + MIN_INTERVAL_MS - performance.now();
    if (wait <= 0) flush();
    else timer ??= setTimeout(flush, wait);
    return;
  }
  // The current history entry must be complete before the page leaves it.
  flush();
  const url = address();
  unwritten = set("pushState", url) ? null : url;
  if (unwritten !== null) timer ??= setTimeout(flush, RETRY_MS);
}

/** Writes the address that is not written yet. */
function flush(): void {
  clearTimeout(timer);
  timer = undefined;
  if (unwritten === null) return;
  flushedAt = performance.now();
  if (set("replaceState", unwritten)) unwritten = null;
  else timer = setTimeout(flush, RETRY_MS);
}

/** Changes the address. @returns Whether the browser accepted it; after too many changes it refuses for a while. */
function set(how: "pushState" | "replaceState", url: string): boolean {
  try {
    history[how](null, "", url);
    return true;
  } catch {
    return false;
  }
}

/** The page's address with the current values of all parameters. */
function address(): string {
  const params = readHash();
  for (const [key, { value, fallback }] of parameters) {
    if (value.peek() === fallback) params.delete(key);
    else params.set(key, value.peek());
  }
  const text = params.toString();
  return `${location.pathname}${location.search}${text === "" ? "" : `#${text}`}`;
}

function readAddress(): void {
  // The unwritten address belongs to a history entry that the page has left.
  clearTimeout(timer);
  timer = undefined;
  unwritten = null;
  const params = readHash();
  reading = true;
  try {
    for (const [key, { value, fallback }] of parameters) value.value = params.get(key) ?? fallback;
  } finally {
    reading = false;
  }
}

addEventListener("popstate", readAddress);
addEventListener("hashchange", readAddress);
