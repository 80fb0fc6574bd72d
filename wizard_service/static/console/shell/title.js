/** Names the page in the browser's tab, with how many investigations wait for a person. */

/** @import { App } from '../app.js' */

/** @param {App} app */
export function pageTitle({ active, page }) {
  const title = `${page.title} · wizard`;
  return active.waitingCount ? `(${active.waitingCount}) ${title}` : title;
}
