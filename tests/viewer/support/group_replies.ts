import type { Page } from "playwright-core";
import type { GroupSeries } from "../../../viewer/protocol/api.ts";
import { readGroups } from "../../../viewer/protocol/groups_frame.ts";

/** The series of groups that a page is sent from now on, one item per reply. */
export function groupReplies(page: Page): GroupSeries[][] {
  const replies: GroupSeries[][] = [];
  page.on("response", async (response) => {
    if (!response.url().endsWith("/api/groups") || !response.ok()) return;
    // The page gives up what it needs no more.
    const bytes = await response.body().catch(() => undefined);
    if (bytes !== undefined) replies.push(readGroups(new Uint8Array(bytes).buffer));
  });
  return replies;
}
