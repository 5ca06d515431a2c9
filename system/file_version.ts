import { isMissing } from "./error_code.ts";
import { infoIfThere } from "./file_info.ts";

/** What tells a file's content from that of another time, without reading it; none is `undefined`. */
export function versionOf(path: string): string | undefined {
  try {
    return infoIfThere(path)?.version;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
