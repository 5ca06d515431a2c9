/** Whether a path is an address that is read over the network, rather than a folder. */
export function isRemoteAddress(path: string): boolean {
  return /^(https?|s3|gcs|gs|r2):\/\//.test(path);
}

/** An address without the slashes at its end. */
export function withoutSlash(address: string): string {
  return address.replace(/\/+$/, "");
}
