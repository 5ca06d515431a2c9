/** A change of a run's annotations: a field that is left out stays, an empty text removes it. */
export interface AnnotationsPatch {
  title?: string;
  notes?: string;
  group?: string;
  /** All tags that the run is to have. */
  tags?: readonly string[];
  /** Tags to add to those that the run has by now. */
  addTags?: readonly string[];
  /** Tags to remove from those that the run has by now. */
  removeTags?: readonly string[];
  /**
   * The texts that the new ones replace, empty where there were none. If the run has others by
   * now, nothing is changed.
   */
  was?: { title?: string; notes?: string; group?: string };
  hidden?: boolean;
}
