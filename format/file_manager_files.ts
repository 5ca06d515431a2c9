/** What Finder and Explorer put into folders, and macOS beside each file on drives of others. */
const NAME = /^(\._.+|\.DS_Store|Thumbs\.db|desktop\.ini)$/i;

/**
 * Whether a file of this name is neither a board's nor the user's: a file manager made it, who may
 * do so in any folder that somebody looks at. It is no damage, and no reason to keep a folder.
 */
export function isOfFileManager(name: string): boolean {
  return NAME.test(name);
}
