/** How long something may take on a machine that has much else to do, in milliseconds. */
export const PATIENCE_MS = 60_000;

/**
 * Waits until a condition holds. What it asks for may not exist yet: an
 * exception means that it does not hold.
 *
 * @throws {Error} If it does not hold after {@linkcode PATIENCE_MS}.
 */
export async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!await attempt(check)) {
    if (Date.now() > end) throw new Error(`Not in time: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function attempt(check: () => boolean | Promise<boolean>): Promise<boolean> {
  try {
    return await check();
  } catch {
    return false;
  }
}
