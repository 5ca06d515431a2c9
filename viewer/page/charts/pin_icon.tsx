/** The icon of the button that pins a chart. */
export function PinIcon() {
  return (
    <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
      <path d="M9.5 1.5 14.5 6.5 11 8 10.5 12 4 5.5 8 5ZM6.5 9.5 2 14" />
    </svg>
  );
}
