import { system } from "./platform.ts";

/** Names of devices, with any ending: no file on Windows can be called so. */
const DEVICE =
  /^(con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]) *(\.|$)/i;

/** Whether Windows takes a name for that of a device, as `nul` and `con.txt`, whatever the folder. */
export function isDeviceName(name: string): boolean {
  return DEVICE.test(name);
}

/**
 * Whether a name is one segment of a path, and leads to nothing but the file of the name in its
 * folder. On Windows a colon begins a drive or a stream, dots and spaces at the end are dropped,
 * and devices have names in each folder.
 *
 * @param on The system that the file is on.
 */
export function isPathSegment(name: string, on: string = system): boolean {
  if (name === "" || name === "." || name === ".." || /[/\\\0]/.test(name)) return false;
  return on !== "windows" || !(/:|[. ]$/.test(name) || isDeviceName(name));
}
