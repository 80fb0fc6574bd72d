/** A Web Lock for each page, by which the pages of a browser know which of them are open. */

import { randomKey } from './http.js';

const NAME = 'wizard-page ';

export class PageLock {
  constructor() {
    /** The key of the page, empty until it has held the lock. */
    this.page = '';
    this._releasing = /** @type {AbortController | null} */ (null);
  }

  get isHeld() {
    return this._releasing !== null;
  }

  hold() {
    const { signal } = (this._releasing = new AbortController());
    this.page ||= randomKey();
    const untilReleased = () =>
      new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    const request = globalThis.navigator?.locks?.request(NAME + this.page, untilReleased);
    request?.catch(() => undefined);
  }

  release() {
    this._releasing?.abort();
    this._releasing = null;
  }
}

/** Returns the keys of the pages that hold their lock. */
export async function findOpenPages() {
  // A browser that blocks storage blocks locks as well.
  const locks = await globalThis.navigator?.locks?.query().catch(() => null);
  return new Set((locks?.held ?? []).map(({ name }) => name?.replace(NAME, '')));
}
