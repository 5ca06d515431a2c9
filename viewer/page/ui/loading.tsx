/** In place of what was requested and has not arrived yet. Ctrl+P waits until none of these is left. */
export function Loading() {
  return <span class="is-loading">Loading…</span>;
}
