/** Server-sent events out of text (HTML standard 9.2.6), wherever the text is cut. */
/** @typedef {{ event: string, data: string, id: string }} Frame id: the last one that the stream has named */
export class SseParser {
    /** The reconnection time that the stream asked for last. @type {number | null} */
    retryMs: number | null;
    _rest: string;
    _afterCr: boolean;
    _atStart: boolean;
    _event: string;
    _id: string;
    /** @type {string[]} */
    _data: string[];
    /**
     * Return the events that `piece` completes.
     * @param {string} piece
     * @returns {Frame[]}
     */
    feed(piece: string): Frame[];
    /** @param {string} piece */
    _lines(piece: string): string[];
    /** @param {string} line @returns {Frame[]} */
    _take(line: string): Frame[];
    _dispatched(): {
        event: string;
        data: string;
        id: string;
    }[];
}
/**
 * id: the last one that the stream has named
 */
export type Frame = {
    event: string;
    data: string;
    id: string;
};
