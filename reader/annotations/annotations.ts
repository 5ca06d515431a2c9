import type { AnnotationAuthors } from "./annotation_authors.ts";

/** What is shown of a run besides what it logged: what its script said, as people changed it. */
export interface Annotations {
  /** The title shown instead of the run's name. */
  title?: string;
  /** Text. */
  notes?: string;
  /** The runs that belong together have the same. */
  group?: string;
  /** None twice. */
  tags: string[];
  /** Whether lists leave the run out by default. */
  hidden: boolean;
  /** Who wrote what people changed, on a server that knows them. */
  authors?: AnnotationAuthors;
}
