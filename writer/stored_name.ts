import { isDeviceName } from "../system/path_segment.ts";

/** So many bytes of a name are in that of its file. */
const MAX_BYTES = 120;

/**
 * The name of a file that keeps what was logged: letters, digits, dots and dashes of the name that it
 * was logged under, and something behind them. The row has the true name.
 */
export function storedName(name: string, suffix: string): string {
  const safe = name.replace(/[^\p{L}\p{N}.-]+/gu, "_").replace(/^\.+/, "_");
  const bytes = new TextEncoder().encode(safe).subarray(0, MAX_BYTES);
  const stored = new TextDecoder().decode(bytes).replace(/\uFFFD+$/, "") + suffix;
  // Windows takes `nul.a_0_00000000_1a2b3c4d.png` for a device, on whose account all of it is lost.
  return isDeviceName(stored) ? `_${stored}` : stored;
}
