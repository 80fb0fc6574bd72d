/** Shows short messages, and an offer such as "Undo" with them. */

import { icon } from '../../elements/display/icons.js';
import { h } from '../../elements/vdom.js';
import { texts } from '../../texts/console.js';

/**
 * @typedef {'done' | 'error' | 'warning'} NoticeTone
 * @typedef {{ label: string, act: () => unknown }} Offer
 * @typedef {{ key: number, text: string, tone: NoticeTone, offer: Offer | null }} Notice
 */

/** How long a notice shows, by its tone. */
const VISIBLE_MS = { done: 6_000, warning: 20_000, error: 20_000 };
const MAX_NOTICES = 3;

export class Notices {
  /** @type {Notice[]} */
  _notices = [];
  _nextKey = 1;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this._onChange = onChange;
  }

  /** @param {string} text @param {NoticeTone} [tone] @param {Offer | null} [offer] */
  show(text, tone = 'done', offer = null) {
    const notice = { key: this._nextKey++, text, tone, offer };
    this._notices = [...this._notices, notice].slice(-MAX_NOTICES);
    setTimeout(() => this.dismiss(notice.key), VISIBLE_MS[tone]);
    this._onChange();
  }

  /** Dismisses what has failed: it has succeeded since, or the user has left the page. */
  dismissErrors() {
    if (!this._notices.some(({ tone }) => tone === 'error')) return;
    this._notices = this._notices.filter(({ tone }) => tone !== 'error');
    this._onChange();
  }

  /** @param {number} key */
  dismiss(key) {
    this._notices = this._notices.filter((notice) => notice.key !== key);
    this._onChange();
  }

  view() {
    const toasts = this._notices.map((notice) => this._toast(notice));
    return h('div.toasts', { role: 'status', 'aria-live': 'polite' }, toasts);
  }

  /** @param {Notice} notice */
  _toast({ key, text, tone, offer }) {
    const dismiss = () => this.dismiss(key);
    const accept = () => {
      this.dismiss(key);
      offer?.act();
    };
    const dismissProps = { 'aria-label': texts.common.dismiss, onclick: dismiss };
    return h('div.toast', { key, class: tone }, [
      icon(tone),
      h('p.grow', text),
      offer && h('button.small', { onclick: accept }, offer.label),
      h('button.plain.icon.small', dismissProps, icon('close')),
    ]);
  }
}
