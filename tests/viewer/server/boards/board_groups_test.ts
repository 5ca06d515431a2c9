import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { GroupSeries, GroupsRequest } from "../../../../viewer/protocol/api.ts";
import { readGroups } from "../../../../viewer/protocol/groups_frame.ts";
import { BoardFolders } from "../../../../viewer/server/boards/board_folders.ts";
import { BoardGroups } from "../../../../viewer/server/boards/board_groups.ts";
import type { ViewerServer } from "../../../../viewer/server/mod.ts";
import { OpenBoards } from "../../../board/open_boards.ts";
import { BACKENDS, viewerOfBoards } from "../support/viewer_client.ts";

async function post(viewer: ViewerServer, request: unknown): Promise<Response> {
  return await fetch(new URL("/api/groups", viewer.url), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
  });
}

async function groupsOf(viewer: ViewerServer, request: GroupsRequest): Promise<GroupSeries[]> {
  const response = await post(viewer, request);
  assertEquals(response.status, 200, response.ok ? "" : await response.text());
  return readGroups(await response.arrayBuffer());
}

Deno.test("POST /api/groups gives mean, band and n of each group, over all rows", async (t) => {
  await using viewer = await viewerOfBoards();
  const boards = BACKENDS.map((backend) => `full_${backend}`);

  await t.step(
    "two runs of the same values: their mean is the value, the band has no width",
    async () => {
      const [group] = await groupsOf(viewer, { metric: "loss", groups: [boards] });
      assert(group !== undefined);
      assertEquals([group.runCount, group.lackingCount, group.n, group.xCount], [2, 0, 300, 300]);
      for (const at of [0, 50, 299]) {
        assertEquals([
          group.x[at],
          group.center[at],
          group.low[at],
          group.high[at],
          group.counts[at],
        ], [
          at,
          ...Array(3).fill(1 / (at + 1)),
          2,
        ]);
      }
      // The fixture has NaN here.
      assertEquals([group.center[100], group.counts[100]], [NaN, 0]);
    },
  );

  await t.step("zoomed and thinned, over time, in the order of the request", async () => {
    const [first, second] = await groupsOf(viewer, {
      metric: "loss",
      groups: [[boards[0] ?? ""], [boards[1] ?? ""]],
      maxPoints: 20,
      from: 20,
      to: 25,
      center: "median",
      band: "minmax",
    });
    // With the nearest x on each side.
    assertEquals([...first?.x ?? []], [19, 20, 21, 22, 23, 24, 25, 26]);
    assertEquals(second?.runCount, 1);
    const [timed] = await groupsOf(viewer, { metric: "loss", groups: [boards], x: "elapsed" });
    assert(timed !== undefined && (timed.bucketWidth ?? 0) > 0 && timed.n > 0);
  });

  await t.step("a board without the metric, and an empty group", async () => {
    const groups = [[boards[0] ?? "", "one_parquet"], []];
    const [group, empty] = await groupsOf(viewer, { metric: "loss", groups });
    assertEquals([group?.runCount, group?.lackingCount], [1, 1]);
    assertEquals([empty?.n, empty?.runCount], [0, 0]);
  });

  await t.step("what cannot be is refused", async () => {
    const refused = async (request: unknown, status: number, message: string) => {
      const response = await post(viewer, request);
      const text = await response.text();
      assertEquals(response.status, status, text);
      assertStringIncludes(text, message);
    };
    await refused({ metric: "loss", groups: [boards, boards] }, 400, "none twice");
    await refused({ metric: "loss", groups: [["nobody"]] }, 404, "nobody");
    await refused({ metric: "los", groups: [boards] }, 400, "no board has numbers");
    await refused({ metric: "loss", groups: [boards], band: "stdev" }, 400, "std, sem, minmax");
    await refused({ metric: "loss", groups: [boards], x: "time" }, 400, "elapsed");
    const many = Array.from({ length: 501 }, (_, i) => `board_${i}`);
    await refused({ metric: "loss", groups: [many] }, 400, "at most 500 together");
  });
});

Deno.test("a reply is kept until a file of its boards changes", async (t) => {
  for (const backend of BACKENDS) {
    await t.step(backend, async () => {
      await using boards = new OpenBoards();
      const open = (boardId: string) => boards.open({ boardId, backend });
      const log = async (board: ReturnType<typeof open>, values: number[]) => {
        for (const loss of values) board.log({ loss });
        await board.finish();
      };
      await log(open("a"), [1, 2]);
      await log(open("b"), [3, 4]);
      const groups = new BoardGroups(new BoardFolders(boards.dir.path));
      const ask = (metric: string, ids: string[][]) =>
        groups.run({
          metric,
          groups: ids,
          x: "step",
          center: "mean",
          band: "std",
          maxPoints: 2000,
        });
      const centers = (reply: Uint8Array<ArrayBuffer>) =>
        readGroups(reply.slice().buffer).map(({ center }) => [...center]);
      try {
        const first = await ask("loss", [["a", "b"]]);
        assertEquals(centers(first), [[2, 3]]);
        assert(await ask("loss", [["a", "b"]]) === first);
        assertEquals(centers(await ask("loss", [["a"], ["b"]])), [[1, 2], [3, 4]]);
        assert(await ask("loss", [["a", "b"]]) === first);

        await log(open("b"), [7]);
        const resumed = await ask("loss", [["a", "b"]]);
        assertEquals(centers(resumed), [[2, 3, 7]]);
        assert(await ask("loss", [["a", "b"]]) === resumed);

        // One that cannot be read may be readable at the next look.
        const dataDir = boards.dir.join("b", "data");
        await Deno.rename(dataDir, `${dataDir}_away`);
        const broken = await ask("loss", [["a", "b"]]);
        assertEquals(centers(broken), [[1, 2]]);
        assert(await ask("loss", [["a", "b"]]) !== broken);
        await Deno.rename(`${dataDir}_away`, dataDir);
        assertEquals(centers(await ask("loss", [["a", "b"]])), [[2, 3, 7]]);
      } finally {
        await groups.close();
      }
    });
  }
});
