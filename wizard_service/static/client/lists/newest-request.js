/** Recognizes the newest of several requests for the same data, whichever is answered last. */
export class NewestRequest {
  /** @type {symbol | null} */
  _newest = null;

  /** Notes a request. Returns a function: is it still the newest? */
  begin() {
    const request = (this._newest = Symbol('request'));
    return () => this._newest === request;
  }
}
