/** Somebody else has changed a text since the sender of a change read it. */
export class AnnotationConflictError extends Error {
  /** Always `"AnnotationConflictError"`. */
  override readonly name = "AnnotationConflictError";
}
