/** Templates, audit trail and history: read by pages, kept as lists. */

/**
 * @import { WizardApi } from '../api.js'
 * @import { Template } from '../types.js'
 * @import { Container } from './container.js'
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
  /** @param {Template} template */
  const put = (template) => {
    const others = container.get().templates.filter(({ template_id }) => template_id !== template.template_id);
    const isSelected = container.get().selectedTemplate?.template_id === template.template_id;
    container.set({ templates: [template, ...others], ...(isSelected && { selectedTemplate: template }) });
  };

  return {
    loadTemplates: (query = {}) => telling(async () => container.set({ templates: (await api.templates(query)).items })),

    createTemplate: (template, options = {}) =>
      telling(async () => {
        const created = await api.createTemplate(template, options);
        put(created);
        return created;
      }),

    updateTemplate: (id, updates) => telling(async () => put(await api.updateTemplate(id, updates))),

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

    loadAuditLog: (investigationId, { more = false } = {}) =>
      telling(async () => {
        const page = await api.audit(investigationId, { cursor: more ? next.audit : null });
        next.audit = page.next_cursor;
        const known = more ? container.get().auditLog : [];
        container.set({ auditLog: [...known, ...page.items], hasMoreAudit: page.next_cursor !== null });
      }),

    loadHistory: (query = {}, { more = false } = {}) =>
      telling(async () => {
        const page = await api.history({ ...query, cursor: more ? next.history : null });
        next.history = page.next_cursor;
        const known = more ? container.get().history : [];
        container.set({ history: [...known, ...page.items], hasMoreHistory: page.has_more });
      }),
  };
}
