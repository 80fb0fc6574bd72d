/** Closes menus on a click elsewhere, and ignores the second click of a double click on another control. */

/** @param {AbortSignal} signal ends it */
export function listenForClicks(signal) {
  /** @type {Element | null} */
  let first = null;
  const ignoreMoved = (/** @type {MouseEvent} */ event) => {
    const control = controlOf(event);
    // A list that grows under the pointer puts a row where the button was that made it grow.
    if (event.detail > 1 && control && control !== first) ignore(event);
    else first = control;
  };
  document.addEventListener('click', ignoreMoved, { signal, capture: true });
  document.addEventListener('click', (event) => closeMenus(event.composedPath()), { signal });
  document.addEventListener('keydown', (event) => event.key === 'Escape' && closeMenus([], true), {
    signal,
  });
}

/** @param {MouseEvent} event @returns {Element | null} the link or control that the click activates */
function controlOf(event) {
  const path = /** @type {HTMLElement[]} */ (event.composedPath());
  return (
    path.find((node) => /^(a|button|input|select|summary|label)$/.test(node.localName)) ?? null
  );
}

/** @param {MouseEvent} event */
function ignore(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** @param {EventTarget[]} path of the click, whose menu stays open */
function closeMenus(path, isEscape = false) {
  const menus = /** @type {NodeListOf<HTMLDetailsElement>} */ (
    document.querySelectorAll('details.menu[open]')
  );
  const isOnButton = path.some((node) => /** @type {Element} */ (node).localName === 'button');
  for (const menu of menus) {
    if (path.includes(menu) && !isOnButton) continue;
    if (isEscape) menu.querySelector('summary')?.focus();
    menu.open = false;
  }
}
