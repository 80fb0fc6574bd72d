/** A place in line for the Web Lock of a name: the page that holds it leads. */
export class Line {
    /**
     * @param {string} name
     * @param {() => Promise<void>} lead lasts as long as this page wants to lead
     * @param {() => void} lose ends it: another page has taken the lock
     */
    constructor(name: string, lead: () => Promise<void>, lose: () => void);
    _name: string;
    _lead: () => Promise<void>;
    _lose: () => void;
    _waiting: AbortController;
    wait(): void;
    /** Do not wait for the page that holds it. */
    steal(): void;
    leave(): void;
    /** One place is enough: the one before is given up. */
    _next(): AbortController;
    /** @param {LockOptions} options */
    _request(options: LockOptions): void;
}
