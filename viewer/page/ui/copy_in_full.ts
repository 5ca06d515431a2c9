/** What shows a number by its first digits; its title has all of them. */
const SHORTENED = ".shortened";

/** Makes shortened numbers be copied with all of their digits. Called once. */
export function copyInFull(): void {
  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    const isInField = document.activeElement?.matches("input, textarea") === true;
    if (selection === null || selection.rangeCount === 0 || isInField) return;
    const range = selection.getRangeAt(0);
    const numbers = [...document.querySelectorAll<HTMLElement>(SHORTENED)].flatMap((element) => {
      const text = element.firstChild;
      // A part of a number is copied as it is.
      const isWhole = text instanceof Text && range.isPointInRange(text, 0) &&
        range.isPointInRange(text, text.length);
      return isWhole ? [{ text, full: element.title }] : [];
    });
    if (numbers.length === 0) return;
    const ends = numbers.map(({ text, full }) => complete(text, full));
    const copied = selection.toString();
    for (const end of ends) end();
    event.clipboardData?.setData("text/plain", copied);
    event.preventDefault();
  });
}

/**
 * Writes the missing digits of a number in the place of its `…`, so that the ends of a selection stay
 * where they are.
 *
 * @returns A function that takes them out again.
 */
function complete(text: Text, full: string): () => void {
  const at = text.data.indexOf("…");
  const missing = full.slice(at, full.length - (text.length - at - 1));
  if (at < 0) return () => {};
  text.insertData(at, missing);
  text.deleteData(at + missing.length, 1);
  return () => {
    text.insertData(at, "…");
    text.deleteData(at + 1, missing.length);
  };
}
