export type TransportName = "websocket" | "sse" | "long_poll" | "poll";
export type FollowState = {
    /**
     * waiting: between two attempts, `retry_in_ms` says how
     * long; ended: by `close`, the signal, or `error`. Polling counts as live between two polls.
     */
    phase: "connecting" | "live" | "waiting" | "ended";
    /**
     * the one in use; null while another tab of this browser holds the stream
     * and has not said which
     */
    transport: TransportName | null;
    /**
     * false when the events come from another tab of this browser
     */
    leading: boolean;
    /**
     * the last id told, or where the feed was when it began
     */
    cursor: string | null;
    /**
     * in a row
     */
    failures: number;
    retry_in_ms: number | null;
    /**
     * between polls, when polling
     */
    interval_ms: number | null;
    /**
     * when the last bytes came, heartbeats included
     */
    last_event_at: string | null;
    /**
     * what no reconnection mends
     */
    error: WizardError | null;
};
export type FollowOptions = {
    /**
     * an event id; without one the first thing told is a `state_sync` of now
     */
    cursor?: string | null | undefined;
    /**
     * the best first
     */
    transports?: TransportName[] | undefined;
    /**
     * ends the following
     */
    signal?: AbortSignal | undefined;
    onState?: ((state: FollowState) => void) | undefined;
    /**
     * what is not stored: `heartbeat`, `persistence_degraded`, ...
     */
    onNotice?: ((notice: FeedEvent) => void) | undefined;
    /**
     * false: a stream of its own, even when another tab of this browser has one
     */
    shared?: boolean | undefined;
};
/**
 * what `follow` returns: an async iterable, to be iterated once
 */
export type Following = {
    asyncIterator?: (() => AsyncIterator<FeedEvent>) | undefined;
    getState: () => FollowState;
    /**
     * cuts the present session as a network would and goes on,
     * by the given transport if one is given
     */
    interrupt: (transport?: TransportName) => void;
    close: () => void;
};
/**
 * what lies between two cursors
 */
export type Batch = {
    events: FeedEvent[];
    from: string | null;
    to: string | null;
};
/**
 * between the pages of one browser
 */
export type Message = {
    type: "batch";
    batch: Batch;
} | {
    type: "beat";
    state: FollowState;
    userId: string | null;
} | {
    type: "notice";
    event: FeedEvent;
} | {
    type: "hello";
    isSeen: boolean;
} | {
    type: "wake";
    isCut: boolean;
} | {
    type: "interrupt";
    transport?: TransportName;
};
import type { WizardError } from '../problem.js';
import type { FeedEvent } from '../types.js';
