/**
 * What is below a path of more characters is one value, as a list is: each value's name repeats all
 * keys above it, so that a stranger's config of megabytes could have gigabytes of names.
 */
const MAX_PATH_LENGTH = 256;

/** Whether what is at a path of a config is gone through, where it is an object. */
export function isFollowed(path: string): boolean {
  return path.length <= MAX_PATH_LENGTH;
}
