/** Starts executors for the investigation on the screen: the example here, or one in a shell. */

import { texts } from '../../../texts/console.js';

/**
 * @import { Example, ExecutorToken } from '../../../client/types/leases.js'
 * @import { InvestigationSettings, TimeRange } from '../../../client/types/state.js'
 * @import { App } from '../../app.js'
 */

export class ExecutorOffer {
  /** Whether the ways to start an executor show although one has worked before. */
  isOpen = false;
  /** How the example runs on this machine, null where it does not. @type {Example | null} */
  example = null;
  /** The token that the page has made; it is shown until the user leaves. @type {ExecutorToken | null} */
  token = null;
  _id = '';

  /** @param {App} app */
  constructor(app) {
    this._app = app;
  }

  /** @param {string} id of the investigation on the screen */
  open(id) {
    this.isOpen = false;
    this.example = this.token = null;
    this._id = id;
    if (this._app.installation.hasLocalExample) this._readExample(id);
  }

  toggle() {
    this.isOpen = !this.isOpen;
    this._app.render();
  }

  runExample() {
    return this._app.attempt(async () => {
      await this._app.api.startExample(this._id);
      this.isOpen = false;
      this._app.render();
    }, texts.executorOffer.exampleStarts);
  }

  /** Starts the investigation again with the time range of the example's log, and runs the example. */
  runInItsRange() {
    const { _app: app, _id: id } = this;
    const { time_range: range } = this.exampleSettings;
    const settings = { time_range: { last_s: null, ...range } };
    return app.attempt(async () => {
      await app.store.actions.updateWizardState({ wizard_step: 'SETTINGS', settings });
      // The user may have opened another investigation meanwhile.
      if (this._id !== id) return;
      await app.store.actions.startInvestigation();
      await app.api.startExample(id);
    }, texts.executorOffer.exampleStarts);
  }

  async makeToken() {
    const id = this._id;
    const token = await this._app.attempt(() => this._app.api.issueToken(id));
    if (this._id === id) this.token = token ?? null;
    this._app.render();
  }

  /** The settings that fit the log of the example, which there must be. */
  get exampleSettings() {
    return /** @type {InvestigationSettings} */ (this.example?.settings);
  }

  /**
   * Returns the time range of the example's log when settings for its tools have none of it.
   * @param {InvestigationSettings | null | undefined} settings
   * @returns {TimeRange | null}
   */
  missedRange(settings) {
    if (!this.example || !settings) return null;
    const { time_range: log, tools } = this.exampleSettings;
    const known = new Set(tools.map(({ tool_name: name }) => name));
    const { time_range: range } = settings;
    const isForExample = settings.tools.some(({ tool_name: name }) => known.has(name));
    // A range that is not filled in yet has no times, and misses nothing.
    const misses =
      Date.parse(range.start) >= Date.parse(log.end) ||
      Date.parse(range.end) <= Date.parse(log.start);
    return isForExample && misses ? log : null;
  }

  /** @param {string} id */
  async _readExample(id) {
    // Without the example the page offers the other ways.
    const example = await this._app.api.example(id).catch(() => null);
    if (this._id !== id) return;
    this.example = example;
    this._app.render();
  }
}
