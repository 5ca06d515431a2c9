import { info } from "./state/boards.ts";

/** What the page shows for a folder without boards: how to log a first run into it. */
export function EmptyFolder() {
  const { baseDir, problem } = info.value ?? {};
  return (
    <div class="empty-page">
      <h2>No runs yet</h2>
      <p>
        {problem ?? (
          <>
            <code>{baseDir}</code> contains no boards
          </>
        )}. A run appears here after its first log call:
      </p>
      <pre tabIndex={0}>{`import { Board } from "@kohakuboard/client";

const board = new Board({ name: "first run", baseDir: ${JSON.stringify(baseDir ?? "./kohakuboard")} });
board.log({ loss: 0.5 });`}</pre>
    </div>
  );
}
