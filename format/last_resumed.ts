/**
 * When a run was resumed last, ISO 8601; `undefined` where it never was. Another program, or a
 * person, may have written its metadata.
 */
export function lastResumed({ resumed_at: times }: { resumed_at?: unknown }): string | undefined {
  const last: unknown = Array.isArray(times) ? times.at(-1) : undefined;
  return typeof last === "string" ? last : undefined;
}
