/** Templates, audit trail and history: read by pages, kept as lists. */

/**
 * @import { WizardApi } from '../api/index.js'
 * @import { Template } from '../types.js'
 * @import { Container } from './observable.js'
 * @import { WizardStoreActions, WizardStoreState } from './types.js'
 *
 * @typedef {Pick<WizardStoreActions, 'loadTemplates' | 'createTemplate' | 'updateTemplate' | 'deleteTemplate'
 *   | 'selectTemplate' | 'loadAuditLog' | 'loadHistory'>} LibraryActions
 */

/**
 * @param {WizardApi} api
 * @param {Container<WizardStoreState>} container
 * @param {<T>(act: () => Promise<T>) => Promise<T>} telling tells the user of an error and rejects with it
 * @returns {LibraryActions}
 */
export function libraryActions(api, container, telling) {
  /** @type {Record<'audit' | 'history', string | null>} */
  const next = { audit: null, history: null };
  /** The newest question for each list, while it is not answered. @type {Record<string, symbol | null>} */
  const asked = {};
  /**
   * Only the newest question counts, however late an older one is answered; and none that goes on with a list which is
   * being read already.
   * @template T
   * @param {'templates' | 'audit' | 'history'} list @param {boolean} more @param {() => Promise<T>} ask @param {(page: T) => void} take
   */
  const load = (list, more, ask, take) =>
    telling(async () => {
      if (more && asked[list]) return;
      const turn = (asked[list] = Symbol(list));
      try {
        const page = await ask();
        if (asked[list] === turn) take(page);
      } finally {
        if (asked[list] === turn) asked[list] = null;
      }
    });
  const openId = () => container.get().serverState?.investigation_id;
  /** @param {Template} template */
  const put = (template) => {
    const others = container
      .get()
      .templates.filter(({ template_id }) => template_id !== template.template_id);
    const isSelected = container.get().selectedTemplate?.template_id === template.template_id;
    container.set({
      templates: [template, ...others],
      ...(isSelected && { selectedTemplate: template }),
    });
  };

  return {
    loadTemplates: (query = {}) =>
      load(
        'templates',
        false,
        () => api.templates(query),
        ({ items }) => container.set({ templates: items }),
      ),

    createTemplate: (template, options = {}) =>
      telling(async () => {
        const created = await api.createTemplate(template, options);
        put(created);
        return created;
      }),

    updateTemplate: (id, updates) =>
      telling(async () => put(await api.updateTemplate(id, updates))),

    deleteTemplate: (id) =>
      telling(async () => {
        await api.deleteTemplate(id);
        const { templates, selectedTemplate } = container.get();
        const isSelected = selectedTemplate?.template_id === id;
        container.set({
          templates: templates.filter(({ template_id }) => template_id !== id),
          selectedTemplate: isSelected ? null : selectedTemplate,
        });
      }),

    selectTemplate: (selectedTemplate) => container.set({ selectedTemplate }),

    loadAuditLog: (investigationId, { more = false } = {}) => {
      const open = openId();
      return load(
        'audit',
        more,
        () => api.audit(investigationId, { cursor: more ? next.audit : null }),
        (page) => {
          if (open !== openId()) return;
          next.audit = page.next_cursor;
          const known = more ? container.get().auditLog : [];
          container.set({
            auditLog: [...known, ...page.items],
            hasMoreAudit: page.next_cursor !== null,
          });
        },
      );
    },

    loadHistory: (query = {}, { more = false } = {}) =>
      load(
        'history',
        more,
        () => api.history({ ...query, cursor: more ? next.history : null }),
        (page) => {
          next.history = page.next_cursor;
          const known = more ? container.get().history : [];
          container.set({ history: [...known, ...page.items], hasMoreHistory: page.has_more });
        },
      ),
  };
}
