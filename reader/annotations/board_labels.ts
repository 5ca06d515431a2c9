/** What is said of a run, by its script and by people: `annotation_edits.ts` has the rule. */
export interface BoardLabels {
  /** What people call the run instead of its name; `null` where nobody gave it a title. */
  title: string | null;
  /** The runs that belong together have the same; `null` for none. */
  group: string | null;
  /** Which process of one training this is, from 0; `null` where it is none of several. */
  rank: number | null;
  /** How many processes the training has; `null` where its script did not say. */
  worldSize: number | null;
  /** The script's, and then those that people added. */
  tags: string[];
  /** Text; `null` for none. */
  notes: string | null;
  /** Whether people chose to leave the run out of lists. */
  hidden: boolean;
}
