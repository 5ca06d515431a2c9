import { resolve } from "@std/path";
import { OwnFolder } from "../../reader/summaries/own_folder.ts";
import { messageOf } from "../../system/message_of.ts";
import type { Role } from "../../viewer/server/mod.ts";
import type { AuditedAct } from "../../viewer/server/team/audit_entry.ts";
import { AuditLog } from "../../viewer/server/team/audit_log.ts";
import { isGood, TokenFile, type TokenInfo } from "../../viewer/server/team/token_file.ts";
import { requireBaseDir } from "../boards/require_base_dir.ts";
import { UsageError } from "../errors.ts";
import { print, printMessage } from "../output/print.ts";
import { printJson } from "../output/print_json.ts";
import { outputWidth } from "../text/output_width.ts";
import { formatDate } from "../text/format_time.ts";
import { textTable } from "../text/text_table.ts";

/** Options of `kobo token create`. */
export interface CreateTokenOptions {
  role: Role;
  /** For how long it is good, in milliseconds; `null` for ever. */
  expires: number | null;
  /** Whether to print JSON. */
  json?: boolean;
}

/** `kobo token create`: the token alone goes to stdout, so that it can be piped into a file. */
export async function createToken(
  baseDir: string,
  name: string,
  { role, expires, json }: CreateTokenOptions,
): Promise<void> {
  await requireBaseDir(baseDir);
  const own = new OwnFolder(baseDir);
  const expiresAt = expires === null ? null : new Date(Date.now() + expires);
  let token: string;
  try {
    token = new TokenFile(own).create({ name, role }, expiresAt);
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(messageOf(error)) : error;
  }
  audit(own, "create_token", `${name}, ${role}, ${untilText(expiresAt)}`);
  if (json) {
    printJson({ name, role, expires_at: expiresAt?.toISOString() ?? null, token });
    return;
  }
  printMessage(
    `The token of ${name}, ${role}, for the boards in ${resolve(baseDir)}, ` +
      `${untilText(expiresAt)}; it is shown this once:`,
  );
  print(`${token}\n`);
}

/** `kobo token list`. */
export async function listTokens(baseDir: string, { json }: { json?: boolean }): Promise<void> {
  await requireBaseDir(baseDir);
  const tokens = new TokenFile(new OwnFolder(baseDir)).list();
  if (json) {
    printJson(tokens.map((token) => ({
      name: token.name,
      role: token.role,
      created_at: token.createdAt,
      expires_at: token.expiresAt,
      is_good: isGood(token),
    })));
    return;
  }
  if (tokens.length === 0) return printMessage(`No tokens in ${baseDir}`);
  const columns = ["name", "role", "made", "good until"].map((title) => ({ title }));
  const rows = tokens.map((token) => [
    token.name,
    token.role,
    formatDate(new Date(token.createdAt)),
    goodUntil(token),
  ]);
  print(textTable(columns, rows, outputWidth()).text);
}

/** `kobo token revoke`. */
export async function revokeToken(baseDir: string, name: string): Promise<void> {
  await requireBaseDir(baseDir);
  const own = new OwnFolder(baseDir);
  const revoked = new TokenFile(own).revoke(name);
  audit(own, "revoke_token", revoked.name);
  printMessage(`The token of ${revoked.name} is good no longer`);
}

function audit(own: OwnFolder, what: AuditedAct, detail: string): void {
  new AuditLog(own, printMessage).add({ who: "kobo token", what, detail });
}

function goodUntil(token: TokenInfo): string {
  if (token.expiresAt === null) return "it is revoked";
  const date = formatDate(new Date(token.expiresAt));
  return isGood(token) ? date : `${date}, expired`;
}

function untilText(expiresAt: Date | null): string {
  return expiresAt === null ? "good until it is revoked" : `good until ${formatDate(expiresAt)}`;
}
