import { info } from "./state/store.ts";

/** What stands where a folder has no boards. */
export function EmptyFolder() {
  return (
    <div class="empty-page">
      <h2>No runs yet</h2>
      <p>
        <code>{info.value?.baseDir}</code>{" "}
        has no boards. A run appears here with its first log call:
      </p>
      <pre tabIndex={0}>{`import { Board } from "@kohakuboard/client";

const board = new Board({ name: "first run", baseDir: ${JSON.stringify(info.value?.baseDir ?? "./kohakuboard")} });
board.log({ loss: 0.5 });`}</pre>
    </div>
  );
}
