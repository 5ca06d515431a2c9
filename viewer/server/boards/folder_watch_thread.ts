/**
 * The thread of `FolderWatch`: to have the system watch ten thousand folders takes a second, in
 * which the server would answer nobody.
 *
 * @module
 */
import { isThere } from "../../../system/exists.ts";
import { watchFolders } from "../../../system/watch_folders.ts";

const thread = self as unknown as {
  /** Receives the folders to watch from now on, in place of those before. */
  onmessage: (event: MessageEvent<readonly string[]>) => void;
  /** Says which paths may have changed; none where anything may have. */
  postMessage(paths: readonly string[]): void;
};

let current: Disposable | undefined;

thread.onmessage = ({ data: dirs }) => {
  try {
    const next = watchFolders(dirs.filter(isThere), (paths) => thread.postMessage(paths));
    current?.[Symbol.dispose]();
    current = next;
  } catch {
    // The system refuses, or one of them has just gone: boards are looked at by turns, too.
  }
};
