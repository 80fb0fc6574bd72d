/** The whole log of one investigation with times and levels, from the feed; a state has the newest lines as plain text only. */

const MOST_PAGES = 20;
// A page may stay open for days.
const MOST_LINES = 10_000;

export class LogLines {
  constructor(api, onChange) {
    this._api = api;
    this._onChange = onChange;
    this.close();
  }

  close() {
    this._id = null;
    this._last = -1;
    this._pending = null;
    this.lines = null;
    /** What was told as the reason of an error, null when nothing was. */
    this.failure = null;
  }

  /** Read what the feed has kept, then go on with what is given to `take`. */
  async open(id, cursor) {
    if (this._id === id || !cursor) return;
    this.close();
    this._id = id;
    this._pending = [];
    try {
      await this._readFrom(id, `${cursor.slice(0, cursor.lastIndexOf("-"))}-0`);
    } catch {
      // Older than what the feed keeps: the state's own lines have to do.
      this.lines = null;
    }
    if (this._id !== id) return;
    const arrived = this._pending;
    this._pending = null;
    this.take(arrived);
    this._onChange();
  }

  /** @param {object[]} events the newest of the feed, in order; those known already are skipped */
  take(events) {
    if (this._pending) {
      this._pending = events;
      return;
    }
    const fresh = events.filter((each) => each.id && each.investigation_id === this._id && numberOf(each.id) > this._last);
    if (!fresh.length) return;
    this._last = numberOf(fresh.at(-1).id);
    this._note(fresh);
    const added = fresh.flatMap(linesOf);
    if (added.length && this.lines) this.lines = [...this.lines, ...added].slice(-MOST_LINES);
  }

  _note(events) {
    this.failure = events.findLast((each) => each.event_type === "error_occurred")?.data.error_message ?? this.failure;
  }

  async _readFrom(id, cursor) {
    const lines = [];
    for (let page = 0; page < MOST_PAGES && this._id === id; page += 1) {
      const { events, cursor: next } = await this._api.poll(id, { cursor });
      lines.push(...events.flatMap(linesOf));
      this._note(events);
      if (events.length) this._last = numberOf(events.at(-1).id);
      if (!events.length || next === cursor || numberOf(next) > numberOf(events.at(-1).id)) break;
      cursor = next;
    }
    this.lines = lines.slice(-MOST_LINES);
  }
}

/** The state's own lines, when the feed has none. */
export function plainLines(progress) {
  const own = (progress?.logs ?? []).map((message) => ({ message }));
  const agents = (progress?.agents ?? []).flatMap((each) => (each.logs ?? []).map((message) => ({ message, agent_name: each.agent_name })));
  return [...own, ...agents];
}

function linesOf({ event_type: type, data, timestamp }) {
  if (type === "log_appended") return data.lines.map((line) => ({ ...line, timestamp }));
  if (type === "error_occurred") return [{ message: data.error_message, level: "error", timestamp }];
  return [];
}

function numberOf(id) {
  return Number(id.slice(id.lastIndexOf("-") + 1));
}
