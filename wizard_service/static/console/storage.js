/**
 * Stores small texts in this browser. Where the browser blocks its storage (private windows, a full
 * disk), values last as long as the page.
 */

/** @param {string} name @param {string} text */
export function saveItem(name, text) {
  try {
    localStorage.setItem(name, text);
  } catch {
    // The caller has the value for as long as the page is open.
  }
}

/** @param {string} name */
export function loadItem(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** @param {string} name */
export function removeItem(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // A blocked storage has no such item.
  }
}

/** Names the unsaved input of a user in this browser. @param {string} user @param {string} id */
export const draftKey = (user, id) => `wizard.draft.${encodeURIComponent(user)}.${id}`;
