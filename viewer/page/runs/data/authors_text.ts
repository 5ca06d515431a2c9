import type { Annotations } from "../../../protocol/api.ts";

const LABELS = { title: "Display name", group: "Group", notes: "Notes" } as const;

/** Who wrote what: `Notes by ann. Tags: best by bob, stable by ann.` */
export function authorsText(authors: NonNullable<Annotations["authors"]>): string {
  const texts = (["title", "group", "notes"] as const).flatMap((field) =>
    authors[field] === undefined ? [] : [`${LABELS[field]} by ${authors[field]}.`]
  );
  const tags = Object.entries(authors.tags ?? {}).map(([tag, author]) => `${tag} by ${author}`);
  if (tags.length > 0) texts.push(`Tags: ${tags.join(", ")}.`);
  return texts.join(" ");
}
