/** The risk from 0 to 100 as a half circle, with the number and its level in words. */

import { h } from "./dom.js";

const RADIUS = 64;
const LENGTH = Math.PI * RADIUS;
const ARC = `M16 80a${RADIUS} ${RADIUS} 0 0 1 ${2 * RADIUS} 0`;

export function gauge(score, level) {
  const part = (Math.min(100, Math.max(0, score)) / 100) * LENGTH;
  return h("figure", { class: `gauge ${level}`, role: "img", "aria-label": `Risk ${Math.round(score)} of 100, ${level}` },
    h("svg", { viewBox: "0 0 160 92", "aria-hidden": "true" },
      h("path", { class: "track", d: ARC }),
      h("path", { class: "value", d: ARC, "stroke-dasharray": `${part.toFixed(1)} ${LENGTH.toFixed(1)}` }),
      h("text", { x: 80, y: 74, class: "score" }, String(Math.round(score))),
      h("text", { x: 12, y: 91, class: "end" }, "0"),
      h("text", { x: 148, y: 91, class: "end" }, "100")),
    h("figcaption", { class: "severity" }, `${level.charAt(0).toUpperCase()}${level.slice(1)} risk`));
}
