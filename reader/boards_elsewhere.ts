/**
 * Boards at addresses: those that a sync has sent are read through their store, and need nothing
 * else; all others by DuckDB's extension httpfs.
 *
 * @module
 */
import { messageOf } from "../system/message_of.ts";
import type { FoundBoard } from "./find_boards.ts";
import type { MetadataBudget } from "./metadata_budget.ts";
import { listRemoteBoards, remoteBoards } from "./remote_boards.ts";
import { BoardReadError } from "./shared/errors.ts";
import type { StoreAccess } from "./shared/store_access.ts";

/** The boards below an address. @throws {BoardReadError} Where they cannot be listed. */
export async function boardsBelow(address: string, access?: StoreAccess): Promise<FoundBoard[]> {
  const sent = await import("./sent_boards.ts");
  const mirror = sent.isOfStore(address) ? await sent.mirrorAt(address, access) : undefined;
  if (mirror !== undefined && !(mirror instanceof Error)) return await sent.sentBoards(mirror);
  if (mirror !== undefined && isOfServer(address)) {
    throw new BoardReadError(
      `Cannot list the boards at ${address}: ${messageOf(mirror)}; of boards that another web ` +
        "server has, pass the addresses",
      { cause: mirror },
    );
  }
  return await otherwise(mirror, async () => remoteBoards(await listRemoteBoards(address)));
}

/**
 * The boards at some addresses. One of `https://` may be of any web server, which is to get no token
 * of a person: it is one of a team's server where whoever asks says so by giving the token, or has
 * listed the boards there before. A token that is given is for one server.
 *
 * @param budget What the metadata of all boards may take, where they are many.
 * @throws {BoardReadError} Where one cannot be read, or one token is given for several servers.
 */
export async function boardsAt(
  addresses: readonly string[],
  access: StoreAccess = {},
  budget?: MetadataBudget,
): Promise<FoundBoard[]> {
  if (addresses.length === 0) return [];
  checkToken(addresses, access);
  const sent = await import("./sent_boards.ts");
  const found: FoundBoard[] = [];
  const others: string[] = [];
  let reason: Error | undefined;
  for (const address of addresses) {
    const parts = sent.splitAddress(address);
    const mayAsk = !isOfServer(address) || hasTokenFor(address, access);
    const mirror = parts &&
      await (mayAsk ? sent.mirrorAt(parts.base, access) : sent.knownMirrorAt(parts.base));
    if (parts !== undefined && mirror !== undefined && !(mirror instanceof Error)) {
      found.push(await sent.sentBoard(mirror, parts.boardId, budget));
    } else {
      others.push(address);
      reason = mirror instanceof Error ? mirror : reason;
    }
  }
  return [...found, ...await otherwise(reason, () => remoteBoards(others))];
}

/** @throws {BoardReadError} Where a secret would go to several hosts. */
function checkToken(addresses: readonly string[], { token }: StoreAccess): void {
  if (typeof token !== "string") return;
  const hosts = new Set(addresses.filter(isOfServer).map((address) => URL.parse(address)?.host));
  if (hosts.size <= 1) return;
  throw new BoardReadError(
    "Cannot open boards of several servers with one token, which would go to all of them: " +
      `expected one by host, { token: { ${JSON.stringify([...hosts][0])}: … } }, received ` +
      `addresses at ${[...hosts].join(", ")}`,
  );
}

function hasTokenFor(address: string, { token }: StoreAccess): boolean {
  return typeof token === "string" ||
    (token !== undefined && Object.hasOwn(token, URL.parse(address)?.host ?? ""));
}

function isOfServer(address: string): boolean {
  return /^https?:/i.test(address);
}

/** Does something without the store; where that fails, it is said why the store was not used, too. */
async function otherwise<Result>(
  reason: Error | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (reason === undefined) throw cause;
    throw new BoardReadError(`${messageOf(cause)}; without it, ${reason.message}`, { cause });
  }
}
