/** What the browser keeps no place for: it is remembered until the page is closed. */
const unkept = new Map<string, string | null>();

/**
 * A text that the browser remembers for pages of this address; `null` if there is none. A browser
 * that blocks cookies has no memory either, and says so by an exception.
 */
export function remembered(key: string): string | null {
  const text = unkept.get(key);
  if (text !== undefined) return text;
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Makes the browser remember a text, or forget it: `null`. Where it cannot, this page does. */
export function remember(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
    unkept.delete(key);
  } catch {
    unkept.set(key, text);
  }
}
