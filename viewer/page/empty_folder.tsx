import { info } from "./state/boards.ts";

/** What the page shows where no boards are listed: how to log a first run, or why none can be listed. */
export function EmptyFolder() {
  const { baseDir, problem, awaitsRuns } = info.value ?? {};
  if (problem && !awaitsRuns) {
    return (
      <div class="empty-page">
        <h2>No runs can be listed</h2>
        <p class="problem" role="alert">{problem}</p>
        <p>They appear here as soon as the folder can be read.</p>
      </div>
    );
  }
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
