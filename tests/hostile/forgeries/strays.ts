import type { Forgery } from "../support/forgery.ts";

/** Folders that are no boards, or only like one, beside boards: nobody's to delete. */
export const STRAYS: Record<string, Forgery> = {
  stray_photos: (board) => void board.file("holiday.jpg", "a photo").file("2025/beach.jpg", "more"),
  stray_project_with_data: (board) =>
    void board.file("data/customers.csv", "a,b").file("src/main.ts", "export {}"),
  stray_project_with_metadata: (board) =>
    void board.file("metadata.json", '{"title":"a book"}').file("text.md", "once"),
  stray_project_with_lock: (board) => void board.file(".lock", "").file("notes.txt", "mine"),
  stray_empty: () => {},
};
