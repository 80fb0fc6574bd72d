/** What the browser knows about this page: whether anybody looks at it, and when it is time to look at the network again. */

export function isHidden() {
  return globalThis.document?.visibilityState === 'hidden';
}

/**
 * @param {(isCut: boolean) => void} wake called when the page is seen again, the network is back or the page was
 *   restored; isCut: connections from before are surely gone
 * @returns {() => void} ends it
 */
export function onWake(wake) {
  const seen = () => isHidden() || wake(false);
  const back = () => wake(true);
  /** @param {Event} event */
  const shown = (event) => /** @type {PageTransitionEvent} */ (event).persisted && wake(true);
  globalThis.document?.addEventListener('visibilitychange', seen);
  globalThis.addEventListener?.('online', back);
  globalThis.addEventListener?.('pageshow', shown);
  return () => {
    globalThis.document?.removeEventListener('visibilitychange', seen);
    globalThis.removeEventListener?.('online', back);
    globalThis.removeEventListener?.('pageshow', shown);
  };
}
