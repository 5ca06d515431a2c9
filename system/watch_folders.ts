/**
 * Watches folders, not what is in the folders in them. The system may send nothing of some (network
 * shares), may refuse (its number of watches is limited), and may lose some: what it says is a hint.
 *
 * @param onChange Receives the paths that may have changed; none where anything may have.
 * @returns What ends the watching; safe to be disposed of twice.
 * @throws {Error} Where the system refuses.
 */
export function watchFolders(
  dirs: readonly string[],
  onChange: (paths: readonly string[]) => void,
): Disposable {
  const watcher = Deno.watchFs([...dirs], { recursive: false });
  let isOpen = true;
  const listen = async () => {
    for await (const { kind, paths, flag } of watcher) {
      if (flag === "rescan") onChange([]);
      // To read is no change, and whoever is told of changes reads.
      else if (kind !== "access" && paths.length > 0) onChange(paths);
    }
  };
  listen().catch(() => onChange([]));
  return {
    [Symbol.dispose]: () => {
      if (isOpen) watcher.close();
      isOpen = false;
    },
  };
}
