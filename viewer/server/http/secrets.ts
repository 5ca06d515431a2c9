import { createHash, timingSafeEqual } from "node:crypto";

/** What may be kept of a secret in its place: its SHA-256, in hexadecimal digits. */
export function secretHash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Whether two hashes of the same kind are one, in a time that tells nothing of them. */
export function isSameHash(a: string, b: string): boolean {
  const encoder = new TextEncoder();
  return timingSafeEqual(encoder.encode(a), encoder.encode(b));
}

/** Whether two secrets are one, in a time that tells nothing of them. */
export function isSameSecret(a: string, b: string): boolean {
  return isSameHash(secretHash(a), secretHash(b));
}
