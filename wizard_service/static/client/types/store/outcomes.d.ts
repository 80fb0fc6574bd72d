/** How the changes on their way came out, for whoever waits for one. */
/** @typedef {{ promise: Promise<void>, resolve: () => void, reject: (reason: unknown) => void }} Outcome */
export class Outcomes {
    /** @type {Map<string, Outcome>} */
    _byKey: Map<string, Outcome>;
    /** @param {string} key */
    of(key: string): Promise<void>;
    /** The change goes on under another key. @param {string} key @param {string} newKey */
    move(key: string, newKey: string): void;
    /** @param {string} key @param {unknown} error null: stored */
    settle(key: string, error: unknown): void;
    /** @param {string} key @returns {Outcome} */
    _at(key: string): Outcome;
}
export type Outcome = {
    promise: Promise<void>;
    resolve: () => void;
    reject: (reason: unknown) => void;
};
