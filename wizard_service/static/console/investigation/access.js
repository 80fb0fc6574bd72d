/** Knows what the user may do with an investigation: by ownership, by a share, or by a scope. */

import { isAfter } from '../../client/feed/cursor.js';
import { texts } from '../../texts/console.js';

/**
 * @import { FeedEvent } from '../../client/types/feed.js'
 * @import { Checkpoint } from '../../client/types/lists.js'
 * @import { WizardState } from '../../client/types/state.js'
 * @import { Session } from '../session.js'
 *
 * @typedef {Checkpoint['role']} Role
 */

/** Describes the access to an investigation of another user. @param {string} owner @param {Role} [role] */
export function accessText(owner, role) {
  if (!role) return texts.access.belongsTo(owner);
  const { sharedForEditing, sharedForViewing } = texts.access;
  return role === 'editor' ? sharedForEditing(owner) : sharedForViewing(owner);
}

/** An EventReader. */
export class Access {
  /** The newest change of the user's share. @type {FeedEvent | null} */
  _change = null;
  /** @type {Checkpoint | null} */
  checkpoint = null;

  /** @param {Session} session */
  constructor(session) {
    this._session = session;
  }

  reset() {
    this._change = null;
  }

  /** @param {FeedEvent[]} events */
  add(events) {
    const isMine = (/** @type {FeedEvent} */ { event_type: type, data }) =>
      type === 'access_changed' && data.user_id === this._session.user;
    this._change = events.findLast(isMine) ?? this._change;
  }

  /**
   * Returns the user's role, null when the user has none, and undefined when it is unknown because
   * the service answers no checkpoints.
   * @param {WizardState} state
   * @returns {Role | undefined}
   */
  roleIn({ user_id: owner }) {
    if (owner === this._session.user) return 'owner';
    const { _change: change, checkpoint } = this;
    const since = checkpoint?.cursor;
    if (change?.id && (!since || isAfter(change.id, since))) return change.data.role ?? null;
    return checkpoint?.role;
  }

  /** Returns whether the user may change the investigation as it is now. @param {WizardState} state */
  mayEdit(state) {
    return !state.archived_at && this._may(state, ['owner', 'editor', undefined]);
  }

  /** Returns whether the user may share, archive and delete. @param {WizardState} state */
  mayAdminister(state) {
    return this._may(state, ['owner']);
  }

  /** Returns why the user may not change it, null when the user may. @param {WizardState} state */
  readOnlyReason(state) {
    if (state.archived_at) return texts.access.archived;
    if (this.mayEdit(state)) return null;
    return this.roleIn(state) === 'viewer'
      ? texts.access.viewOnly(state.user_id)
      : texts.access.noWrite;
  }

  /** @param {WizardState} state @param {(Role | undefined)[]} roles */
  _may(state, roles) {
    const { scopes } = this._session;
    if (scopes.includes('wizard:admin')) return true;
    return scopes.includes('wizard:write') && roles.includes(this.roleIn(state));
  }
}
