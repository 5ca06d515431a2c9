import { signal } from "@preact/signals";
import type { BoardInfo } from "../../protocol/api.ts";

/** The boards that a panel shows although they are not selected, as all ranks of a training. */
export const alsoShown = signal<readonly BoardInfo[]>([]);
