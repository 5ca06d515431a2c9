import { computed, type ReadonlySignal } from "@preact/signals";
import type { InfoReply } from "../../protocol/api.ts";
import { info } from "./boards.ts";

const ALL: InfoReply["allows"] = {
  annotate: true,
  remove: true,
  sql: true,
  files: true,
  follow: true,
};

/** What the server lets the page do; everything, until it has said so. */
export const allows: ReadonlySignal<InfoReply["allows"]> = computed(() =>
  info.value?.allows ?? ALL
);
