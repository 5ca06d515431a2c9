/** The icon of the button that shows a chart in full screen. */
export function FullScreenIcon() {
  return (
    <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
      <path d="M9.5 2H14V6.5M14 2 9 7M6.5 14H2V9.5M2 14 7 9" />
    </svg>
  );
}
