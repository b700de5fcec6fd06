// What the benchmark's pictures look like on light and on dark pages.

/**
 * The style of a picture: what all have, and its own.
 *
 * @param {string} own
 * @param {string} dark
 */
export function styleOf(own, dark) {
  return `
text { font: 12px system-ui, sans-serif; fill: #24292f; }
.page { fill: #ffffff; }
.head { font-size: 16px; font-weight: 600; }
.note, .tick { fill: #57606a; }
.tick { font-size: 11px; text-anchor: middle; }
.grid { stroke: #eaeef2; }
.dot { stroke: #ffffff; stroke-width: 1; }${own}
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .page { fill: #0d1117; }
  .note, .tick { fill: #9198a1; }
  .grid { stroke: #262c36; }
  .dot { stroke: #0d1117; }${dark}
}`.trim();
}
