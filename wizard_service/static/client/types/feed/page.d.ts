/** What the browser knows about this page: whether anybody looks at it, and when it is time to look at the network again. */
export function isHidden(): boolean;
/**
 * @param {(isCut: boolean) => void} wake called when the page is seen again, the network is back or the page was
 *   restored; isCut: connections from before are surely gone
 * @returns {() => void} ends it
 */
export function onWake(wake: (isCut: boolean) => void): () => void;
