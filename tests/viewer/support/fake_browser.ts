import { parseHTML } from "linkedom";

/**
 * As much of a browser as the page's modules want when they are loaded: to be
 * imported before them.
 */
export const fakeBrowser = {
  /** What the history was told: `replace #…` and `push #…`. */
  history: [] as string[],
  /** Whether the history refuses, as of a page that changes its address too often. */
  refuses: false,
  /** Answers requests. */
  answer: (_path: string, _body: string, _signal?: AbortSignal): Response | Promise<Response> =>
    new Response(null, { status: 204 }),
};

const { document } = parseHTML("<!doctype html><html><body></body></html>");
const location = { hash: "", pathname: "/", search: "" };

function change(how: string): (state: unknown, title: string, url: string) => void {
  return (_state, _title, url) => {
    if (fakeBrowser.refuses) throw new DOMException("Too often", "SecurityError");
    location.hash = url.includes("#") ? url.slice(url.indexOf("#")) : "";
    fakeBrowser.history.push(`${how} ${location.hash}`);
  };
}

const globals = {
  document,
  location,
  history: { replaceState: change("replace"), pushState: change("push") },
  requestAnimationFrame: (frame: () => void) => setTimeout(frame, 0),
  cancelAnimationFrame: clearTimeout,
  fetch: async (path: string, init?: RequestInit) =>
    await fakeBrowser.answer(path, String(init?.body ?? ""), init?.signal ?? undefined),
};
for (const [name, value] of Object.entries(globals)) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
