/**
 * The feed as server-sent events, read with `fetch`. EventSource cannot send a token, distinguish a
 * refusal from a broken network, or notice an idle stream; and it would repeat a one-time ticket on
 * each of its reconnections.
 */

import { WizardError, errorFrom } from '../problem.js';
import { SessionEnded, Watchdog, failureOf, sessionEndOf } from './session.js';
import { SseParser } from './sse-parser.js';

/**
 * @import { Http } from '../http.js'
 * @import { Received } from './session.js'
 */

export class SseTransport {
  /** @param {Http} http @param {string | null} investigationId null: everything the caller owns */
  constructor(http, investigationId) {
    this.name = /** @type {const} */ ('sse');
    this._http = http;
    const prefix = investigationId === null ? '' : `/${encodeURIComponent(investigationId)}`;
    this._path = `${prefix}/stream`;
  }

  /**
   * @param {string | null} cursor
   * @param {AbortSignal} signal
   * @returns {AsyncGenerator<Received, void, void>}
   */
  async *session(cursor, signal) {
    const watchdog = new Watchdog(signal);
    try {
      const response = await this._open(cursor, watchdog.signal);
      if (response.status === 204) return;
      yield* this._read(response, watchdog);
    } catch (failure) {
      throw failureOf(failure, watchdog.signal);
    } finally {
      watchdog.stop();
    }
  }

  /** @param {string | null} cursor @param {AbortSignal} signal */
  async _open(cursor, signal) {
    const headers = { Accept: 'text/event-stream', 'Last-Event-ID': cursor ?? undefined };
    const response = await this._http.send(this._path, { headers, signal }).catch((failure) => {
      if (failure instanceof WizardError) throw sessionEndOf(failure);
      if (failure instanceof TypeError) throw new SessionEnded(String(failure), 'unreachable');
      throw failure;
    });
    if (response.status === 204) return response;
    if (response.status !== 200) throw sessionEndOf(errorFrom(response, await response.text()));
    const isStream = response.headers.get('Content-Type')?.startsWith('text/event-stream');
    if (isStream && response.body) return response;
    throw new SessionEnded('the response is not an event stream', 'unsupported');
  }

  /**
   * @param {Response} response
   * @param {Watchdog} watchdog
   * @returns {AsyncGenerator<Received, void, void>}
   */
  async *_read(response, watchdog) {
    const parser = new SseParser();
    for await (const text of textOf(response)) {
      const events = parser.feed(text).map(({ data }) => JSON.parse(data));
      watchdog.received(events);
      const types = events.map(({ event_type }) => event_type);
      if (types.includes('connection_established')) watchdog.prove();
      yield { events, proven: watchdog.isProven };
      if (types.includes('overloaded')) {
        throw new SessionEnded('overloaded', 'over_capacity', parser.retryMs);
      }
      if (types.includes('auth_expired')) throw new SessionEnded('token expired', 'expired');
    }
    throw new SessionEnded('the stream ended', 'interrupted', parser.retryMs);
  }
}

/** @param {Response} response @returns {AsyncGenerator<string, void, void>} */
async function* textOf(response) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      yield decoder.decode(read.value, { stream: true });
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
