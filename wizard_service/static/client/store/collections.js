/** Lists that pages load: templates, the audit trail and history. */

import { NewestRequest } from '../lists/newest-request.js';

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { Template } from '../types/lists.js'
 * @import { Observable } from './observable.js'
 * @import { WizardStoreActions, WizardStoreState } from './types.js'
 *
 * @typedef {Pick<WizardStoreActions, 'loadTemplates' | 'createTemplate' | 'updateTemplate'
 *   | 'deleteTemplate' | 'selectTemplate'>} TemplateActions
 * @typedef {Pick<WizardStoreActions, 'loadAuditLog' | 'loadHistory'>} ListActions
 * @typedef {<T>(act: () => Promise<T>) => Promise<T>} WithErrorState shows an error to the user and
 *   rejects with it
 */

/** Loads one list; of several requests only the newest counts, whichever is answered last. */
class ListLoader {
  _requests = new NewestRequest();
  isLoading = false;

  /**
   * @template T
   * @param {() => Promise<T>} request
   * @param {(page: T) => void} accept
   */
  async load(request, accept) {
    const isNewest = this._requests.begin();
    this.isLoading = true;
    try {
      const page = await request();
      if (isNewest()) accept(page);
    } finally {
      if (isNewest()) this.isLoading = false;
    }
  }
}

/**
 * @param {WizardApi} api
 * @param {Observable<WizardStoreState>} observable
 * @param {WithErrorState} withErrorState
 * @returns {TemplateActions}
 */
export function templateActions(api, observable, withErrorState) {
  const loader = new ListLoader();
  const selectedId = () => observable.get().selectedTemplate?.template_id;
  /** @param {string} id */
  const others = (id) => observable.get().templates.filter(({ template_id }) => template_id !== id);
  /** @param {Template} template */
  const put = (template) => {
    const isSelected = selectedId() === template.template_id;
    const templates = [template, ...others(template.template_id)];
    observable.set({ templates, ...(isSelected && { selectedTemplate: template }) });
    return template;
  };

  return {
    loadTemplates: (query = {}) =>
      withErrorState(() =>
        loader.load(
          () => api.templates(query),
          ({ items }) => observable.set({ templates: items }),
        ),
      ),

    createTemplate: (template, options = {}) =>
      withErrorState(async () => put(await api.createTemplate(template, options))),

    updateTemplate: (id, updates) =>
      withErrorState(async () => void put(await api.updateTemplate(id, updates))),

    deleteTemplate: (id) =>
      withErrorState(async () => {
        await api.deleteTemplate(id);
        const isSelected = selectedId() === id;
        observable.set({ templates: others(id), ...(isSelected && { selectedTemplate: null }) });
      }),

    selectTemplate: (selectedTemplate) => observable.set({ selectedTemplate }),
  };
}

/**
 * @param {WizardApi} api
 * @param {Observable<WizardStoreState>} observable
 * @param {WithErrorState} withErrorState
 * @returns {ListActions}
 */
export function listActions(api, observable, withErrorState) {
  const audit = new PagedList(withErrorState);
  const history = new PagedList(withErrorState);
  const openId = () => observable.get().serverState?.investigation_id;

  return {
    loadAuditLog: (investigationId, { more = false } = {}) => {
      const requestedId = openId();
      return audit.load(
        more,
        (cursor) => api.audit(investigationId, { cursor }),
        ({ items, next_cursor }) => {
          if (requestedId !== openId()) return false;
          const shown = more ? observable.get().auditLog : [];
          observable.set({ auditLog: [...shown, ...items], hasMoreAudit: next_cursor !== null });
          return true;
        },
      );
    },

    loadHistory: (query = {}, { more = false } = {}) =>
      history.load(
        more,
        (cursor) => api.history({ ...query, cursor }),
        ({ items, has_more }) => {
          const shown = more ? observable.get().history : [];
          observable.set({ history: [...shown, ...items], hasMoreHistory: has_more });
          return true;
        },
      ),
  };
}

/** A list that is loaded page by page. */
class PagedList {
  /** @param {WithErrorState} withErrorState */
  constructor(withErrorState) {
    this._withErrorState = withErrorState;
    this._loader = new ListLoader();
    this._nextCursor = /** @type {string | null} */ (null);
  }

  /**
   * Loads the first page, or the next one; the next one is not loaded twice.
   * @template {{ next_cursor: string | null }} T
   * @param {boolean} more
   * @param {(cursor: string | null) => Promise<T>} request
   * @param {(page: T) => boolean} accept returns false for a page that is not shown
   */
  load(more, request, accept) {
    return this._withErrorState(async () => {
      if (more && this._loader.isLoading) return;
      const cursor = more ? this._nextCursor : null;
      await this._loader.load(
        () => request(cursor),
        (page) => {
          if (accept(page)) this._nextCursor = page.next_cursor;
        },
      );
    });
  }
}
