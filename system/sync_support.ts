import { codeOf } from "./error_code.ts";
import { system } from "./platform.ts";

/** What a file system answers that does not know the call; a disk that fails says `EIO`. */
const UNSUPPORTED = ["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "ENOTTY"];

/**
 * Lets an error of fsync pass that says that the file system has none, and throws all others.
 * Folders on network drives have none anywhere. Of files only macOS says so: there a sync is the
 * call F_FULLFSYNC, which drives over SMB and FUSE do not know. What is written to them is as
 * durable as they make it themselves.
 *
 * @param on The system that it was thrown on.
 */
export function ignoreUnsupported(
  error: unknown,
  of: "file" | "folder",
  on: string = system,
): void {
  const isExpected = of === "folder" || on === "darwin";
  if (!isExpected || !UNSUPPORTED.includes(codeOf(error) ?? "")) throw error;
}
