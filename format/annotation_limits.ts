/** How long may be what is said of a run, in characters, and how many tags there may be. */
export const ANNOTATION_LIMITS = {
  maxTitle: 500,
  maxGroup: 500,
  maxNotes: 20_000,
  maxTags: 50,
  maxTag: 100,
};
