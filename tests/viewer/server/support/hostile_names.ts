/** Names that do harm where they are taken for markup or code. */
export const HOSTILE = {
  name: `</title><script>alert("board")</script>`,
  metric: `<img src=x onerror=alert("metric")>`,
  media: `"><svg onload=alert('media')>`,
  caption: `<script>alert("caption")</script>`,
  column: `'); DROP TABLE metrics; -- <b>`,
  cell: `<iframe src="javascript:alert(1)"></iframe>`,
} as const;
