import { effect, type ReadonlySignal, signal } from "@preact/signals";

/** The page is printed all the same when nothing more has arrived for so long, in milliseconds. */
const MAX_QUIET_MS = 15_000;
const LOOK_MS = 100;
/** What was requested and has not arrived, and charts that know their lines but are not drawn yet. */
const UNFINISHED = ".is-loading, .chart-view:not(:has(canvas))";

const printing = signal(false);

effect(() => {
  document.documentElement.classList?.toggle("is-printing", printing.value);
});

/** Whether the page is shown on paper: then all of it is rendered, not only what is in view. */
export const isPrinting: ReadonlySignal<boolean> = printing;

/**
 * Renders the whole page while it is printed. Ctrl+P first waits for what has
 * to be requested for that; a print from the browser's menu cannot wait.
 */
export function watchPrinting(): void {
  matchMedia("print").addEventListener("change", ({ matches }) => printing.value = matches);
  addEventListener("beforeprint", () => printing.value = true);
  addEventListener("afterprint", () => printing.value = false);
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "p") return;
    event.preventDefault();
    printing.value = true;
    printOnceLoaded();
  });
}

function printOnceLoaded(fewest = Infinity, quietMs = 0): void {
  setTimeout(() => {
    const { length: count } = document.querySelectorAll(UNFINISHED);
    const quietFor = count < fewest ? 0 : quietMs + LOOK_MS;
    if (count > 0 && quietFor < MAX_QUIET_MS) printOnceLoaded(Math.min(count, fewest), quietFor);
    else print();
  }, LOOK_MS);
}
