import { isMostlyHoles } from "../format/mostly_holes.ts";
import { exists } from "../system/exists.ts";
import { fileHash } from "../system/file_hash.ts";
import { linkInfoOf } from "../system/file_info.ts";
import type { PushRound } from "./push_round.ts";
import { forEachParallel } from "../system/for_each_parallel.ts";

const UPLOADS_AT_A_TIME = 8;

/** Sends the files of a folder that have the beginnings of their hashes in their names. */
export async function sendHashedFiles(
  round: PushRound,
  folder: "media" | "files",
  files: ReadonlyMap<string, string>,
  hashIn: (name: string) => string | undefined,
): Promise<void> {
  const missing = [...files].filter(([name]) => !round.remote.sizes.has(`${folder}/${name}`));
  await forEachParallel(missing, UPLOADS_AT_A_TIME, async ([name, path]) => {
    round.settings.signal?.throwIfAborted();
    try {
      if (isMostlyHoles({ ...linkInfoOf(path), path })) {
        round.problems.push(
          `${path} was not sent: most of it are holes, which the disk does not have`,
        );
        return;
      }
      const hash = await fileHash(path);
      if (!hash.startsWith(hashIn(name)!)) { // The local board names only those with one.
        round.problems.push(`${path} is not as it was written: it was not sent`);
        return;
      }
      await round.putOnce(`${folder}/${name}`, { path });
    } catch (error) {
      // A run that goes on lets contents go meanwhile.
      if (folder === "media" || exists(path)) throw error;
    }
  });
}
