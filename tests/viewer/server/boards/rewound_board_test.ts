import { assertEquals } from "@std/assert";
import { rewindBoard } from "../../../../board/rewind/rewind_board.ts";
import { scanFolder } from "../../../../reader/summaries/scan_folder.ts";
import { readBoardState } from "../../../../viewer/server/boards/board_state.ts";
import { OpenBoards } from "../../../board/open_boards.ts";

Deno.test("The page is told when a board was rewound, so that it asks for all rows again", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  for (let i = 0; i < 4; i++) board.log({ loss: i });
  await board.finish();
  const { boardDir } = board;
  const stateOf = () => readBoardState(boardDir, scanFolder(boardDir, boards.dir.path));
  assertEquals(stateOf().rewoundAt, undefined);
  const rewind = await rewindBoard(boardDir, { step: 1 }, () => {});
  assertEquals(stateOf().rewoundAt, rewind?.at);
});
