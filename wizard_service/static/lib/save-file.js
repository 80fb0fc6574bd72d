/** Hands a text to the browser as a file. */

/** @param {string} name @param {string} text */
export function saveFile(name, text, type = 'text/plain') {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The browser has taken the content by the time of the next task.
  setTimeout(() => URL.revokeObjectURL(url));
}
