import { envVariable } from "../../system/env_variable.ts";
import { messageOf } from "../../system/message_of.ts";
import { readTextIfThere } from "../../system/read_text.ts";
import { StoreError } from "./store_error.ts";

const MAX_BYTES = 4096;

/**
 * The token for a team's server: of `KOBO_TOKEN`, or in the file that `KOBO_TOKEN_FILE` names. It is
 * no argument, which all users of a machine can see.
 *
 * @throws {StoreError} `denied` where there is none.
 */
export function httpToken(): string {
  const token = envVariable("KOBO_TOKEN") ?? tokenInFile(envVariable("KOBO_TOKEN_FILE"));
  if (token !== undefined) return token.trim();
  throw new StoreError(
    "denied",
    "Cannot reach a team's server: there is no token; set KOBO_TOKEN, or KOBO_TOKEN_FILE to a file with it",
  );
}

function tokenInFile(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const refuse = (reason: string, cause?: unknown) =>
    new StoreError("denied", `Cannot read the token in ${path}: ${reason}`, { cause });
  let token: string | undefined;
  try {
    token = readTextIfThere(path, MAX_BYTES);
  } catch (error) {
    throw refuse(messageOf(error), error);
  }
  if (token === undefined) throw refuse("there is no such file");
  return token;
}
