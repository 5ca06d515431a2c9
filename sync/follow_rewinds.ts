import type { FoundMetadata, Metadata } from "../format/metadata.ts";
import { dataKey, parsePieceKey } from "../format/remote_names.ts";
import { type Rewind, rewindsOf } from "../format/rewinds.ts";
import { TABLE_NAMES } from "../format/tables.ts";
import type { RemoteBoard } from "../stores/remote/remote_board.ts";
import { EMPTY_RECORD } from "../stores/remote/sync_record.ts";

/** A board at home, for {@linkcode followRewinds}. */
export interface RewoundBoard {
  /** Its metadata. */
  metadata: Metadata;
  /** Their text in the store. */
  metadataText: string;
  /** Whether its run has gone on elsewhere since, so that it is a copy from before. */
  isOlder: boolean;
  /** Makes the error with which the board is refused. */
  refuse(reason: string): Error;
}

/**
 * Has a board in a store follow the rewinds of the one at home: where it has rows that the one at
 * home has gone back from, all of its rows are removed, to be sent anew. Their history and the one
 * that came after it are never mixed. A kill at any moment leaves what the next round removes.
 *
 * @throws {Error} That of `refuse`, where the board there was rewound from another copy of it.
 */
export async function followRewinds(
  remote: RemoteBoard,
  { metadata, metadataText, isOlder, refuse }: RewoundBoard,
): Promise<void> {
  const there = remote.metadata?.content;
  if (there?.created_at !== metadata.created_at) return;
  const known = rewindsOf(there).at(-1);
  const added = addedRewinds(metadata, there);
  if (added === undefined) {
    throw refuse(
      `it went back to step ${known?.step} at ${known?.at}, of which this one knows nothing`,
    );
  }
  const [first] = added;
  if (first === undefined) return;
  const lastStep = remote.last("metrics");
  if (lastStep > Math.min(...added.map(({ step }) => step))) {
    if (isOlder || lastStep > first.last_step) {
      throw refuse("it has gone on elsewhere, while this one went back to an earlier step");
    }
    await removeRows(remote);
  }
  await remote.putMetadata(metadataText);
}

/** The rewinds that only the board at home has; `undefined` where the other one has some of its own. */
function addedRewinds(here: Metadata, there: FoundMetadata): Rewind[] | undefined {
  const rewinds = rewindsOf(here);
  const last = rewindsOf(there).at(-1);
  if (last === undefined) return rewinds;
  const index = rewinds.findIndex(({ at }) => at === last.at);
  return index === -1 ? undefined : rewinds.slice(index + 1);
}

async function removeRows(remote: RemoteBoard): Promise<void> {
  const inData = new Set(TABLE_NAMES.map(dataKey));
  for (const key of [...remote.sizes.keys()]) {
    const of = parsePieceKey(key)?.of;
    if (inData.has(key) || (of !== undefined && of !== "log")) await remote.delete(key);
  }
  // After that: as long as it says that rows are there, the next round removes what is left of them.
  const { claims } = remote.record.content;
  const logs = claims.filter((key) => parsePieceKey(key)?.of === "log");
  await remote.putRecord({ ...EMPTY_RECORD, claims: logs });
}
