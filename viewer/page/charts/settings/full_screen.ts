import type { Signal } from "@preact/signals";
import { urlSignal } from "../../state/url_signal.ts";

/**
 * The metric whose chart is in full screen; "" if none is. It is in the address, so that a reload and a
 * link show it, and the browser's Back closes it.
 */
export const fullScreenChart: Signal<string> = urlSignal("full", { push: true });
