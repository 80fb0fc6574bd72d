/**
 * The feed as server-sent events, read with `fetch`: EventSource can neither send a token, nor tell a refusal from a
 * broken network, nor notice silence; and a ticket would stand in the address of each of its own reconnections, where it
 * is good only once.
 */

import { errorFrom } from '../http.js';
import { WizardError } from '../problem.js';
import { SessionEnded, Watchdog, ending, refusal } from './session.js';
import { SseParser } from './sse-parser.js';

/**
 * @import { Http } from '../http.js'
 * @import { Told } from './session.js'
 */

export class SseTransport {
  /** @param {Http} http @param {string | null} investigationId */
  constructor(http, investigationId) {
    this.name = /** @type {const} */ ('sse');
    this._http = http;
    this._path =
      investigationId === null ? '/stream' : `/${encodeURIComponent(investigationId)}/stream`;
  }

  /** @param {string | null} cursor @param {AbortSignal} signal @returns {AsyncGenerator<Told, void, void>} */
  async *session(cursor, signal) {
    const watchdog = new Watchdog(signal);
    try {
      const response = await this._opened(cursor, watchdog.signal);
      if (response.status === 204) return;
      yield* this._told(response, watchdog);
    } catch (failure) {
      throw ending(failure, watchdog.signal);
    } finally {
      watchdog.stop();
    }
  }

  /** @param {string | null} cursor @param {AbortSignal} signal */
  async _opened(cursor, signal) {
    const headers = { Accept: 'text/event-stream', 'Last-Event-ID': cursor ?? undefined };
    const response = await this._http.send(this._path, { headers, signal }).catch((failure) => {
      if (failure instanceof WizardError) throw refusal(failure);
      throw failure instanceof TypeError
        ? new SessionEnded(String(failure), 'unreachable')
        : failure;
    });
    if (response.status === 204) return response;
    if (response.status !== 200) throw refusal(errorFrom(response, await response.text()));
    const isStream = response.headers.get('Content-Type')?.startsWith('text/event-stream');
    if (!isStream || !response.body)
      throw new SessionEnded('the answer is not an event stream', 'unfit');
    return response;
  }

  /** @param {Response} response @param {Watchdog} watchdog @returns {AsyncGenerator<Told, void, void>} */
  async *_told(response, watchdog) {
    const parser = new SseParser();
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    try {
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        const events = parser
          .feed(decoder.decode(read.value, { stream: true }))
          .map((frame) => JSON.parse(frame.data));
        watchdog.heard(events);
        const types = events.map((event) => event.event_type);
        if (types.includes('connection_established')) watchdog.prove();
        yield { events, proven: watchdog.isProven };
        if (types.includes('overloaded'))
          throw new SessionEnded('overloaded', 'no_room', parser.retryMs);
        if (types.includes('auth_expired')) throw new SessionEnded('token expired', 'expired');
      }
    } finally {
      reader.cancel().catch(() => undefined);
    }
    throw new SessionEnded('the stream ended', 'broken', parser.retryMs);
  }
}
