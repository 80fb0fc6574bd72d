/** Whether the user sees this page, and when the page should check its connections. */

export function isHidden() {
  return globalThis.document?.visibilityState === 'hidden';
}

/**
 * Calls `onWoken` when the page becomes visible, the network returns, or the page is restored.
 * @param {(isNetworkLost: boolean) => void} onWoken isNetworkLost: earlier connections are
 *   certainly gone
 * @returns {() => void} stops it
 */
export function onWake(onWoken) {
  const { document } = globalThis;
  const onVisible = () => isHidden() || onWoken(false);
  const onOnline = () => onWoken(true);
  /** @param {Event} event */
  const onShown = (event) => {
    if (/** @type {PageTransitionEvent} */ (event).persisted) onWoken(true);
  };
  document?.addEventListener('visibilitychange', onVisible);
  globalThis.addEventListener?.('online', onOnline);
  globalThis.addEventListener?.('pageshow', onShown);
  return () => {
    document?.removeEventListener('visibilitychange', onVisible);
    globalThis.removeEventListener?.('online', onOnline);
    globalThis.removeEventListener?.('pageshow', onShown);
  };
}
