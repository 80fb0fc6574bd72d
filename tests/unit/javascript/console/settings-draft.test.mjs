import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SettingsDraft } from '../../../../wizard_service/static/console/investigation/settings-draft.js';
import {
  DEFAULT_LIMITS,
  defaultSettings,
  toSettings,
  validate,
  validateStart,
} from '../../../../wizard_service/static/elements/settings/validation.js';
import { MemoryStorage } from '../fakes/fake-service.mjs';
import { openWizard } from '../fakes/fake-wizard.mjs';

globalThis.localStorage = new MemoryStorage();

const ENTITY = { entity_type: 'ip_address', entity_id: '192.0.2.1' };
const TOOL = { tool_name: 'failed_logins', enabled: true };
const draftOf = (members) => ({
  ...defaultSettings(),
  name: 'SSH',
  entities: [ENTITY],
  tools: [TOOL],
  ...members,
});
const fieldsOf = (draft, limits) => validate(draft, limits).map(({ field }) => field);

async function openDraft() {
  const { service, store } = await openWizard('a');
  const open = () => {
    const draft = new SettingsDraft(store, 'me', DEFAULT_LIMITS, () => {});
    draft.open('a');
    return draft;
  };
  const type = async (draft, content) => {
    draft.change({ draft: content, settings: toSettings(content), problems: [] });
    const saving = draft.flush();
    return { saving, request: await service.next('PATCH /a/state') };
  };
  return { open, type };
}

test('names, counts and sizes beyond the limits of the installation are problems', () => {
  const long = 'x'.repeat(256);
  const limits = { max_entities: 1, max_tools: 1, max_settings_kb: 1 };

  assert.deepEqual(fieldsOf(draftOf()), []);
  assert.deepEqual(fieldsOf(draftOf({ name: '\u{1F600}'.repeat(255) })), []);
  assert.deepEqual(fieldsOf(draftOf({ name: long })), ['name']);
  assert.deepEqual(fieldsOf(draftOf({ entities: [{ ...ENTITY, name: long }] })), [
    'entities.0.name',
  ]);
  assert.deepEqual(fieldsOf(draftOf({ tools: [{ ...TOOL, tool_name: long }] })), ['tools']);
  assert.deepEqual(fieldsOf(draftOf({ entities: [ENTITY, ENTITY] }), limits), ['entities']);
  assert.deepEqual(fieldsOf(draftOf({ tools: [TOOL, TOOL] }), limits), ['tools']);
  assert.deepEqual(fieldsOf(draftOf({ description: 'ä'.repeat(600) }), limits), ['description']);
});

test('settings start with at least one enabled tool', () => {
  const off = { ...TOOL, enabled: false };

  assert.equal(validateStart({ tools: [TOOL, off] }).length, 0);
  assert.deepEqual(
    validateStart({ tools: [off, off] }).map(({ field }) => field),
    ['tools'],
  );
  assert.equal(validateStart({ tools: [off, { tool_name: ' ', enabled: true }] }).length, 1);
  assert.deepEqual(fieldsOf(draftOf({ tools: [off] })), []);
});

test('refused input stays in the form with its reason, over a reload too', async () => {
  const { open, type } = await openDraft();
  const draft = open();
  const content = draftOf({ entities: [{ ...ENTITY, entity_id: '' }, ENTITY] });
  const { saving, request } = await type(draft, content);
  const errors = [{ field: 'settings.entities.0.entity_id', message: 'Not allowed.' }];
  request.respond({ status: 422, code: 'validation_error', errors }, { status: 422 });
  await saving;

  for (const shown of [draft, open()]) {
    assert.deepEqual(shown.unsaved, content);
    assert.deepEqual(shown.reasons, [{ field: 'entities.1.entity_id', message: 'Not allowed.' }]);
  }
  draft.resume();
  const again = await type(draft, draftOf());
  assert.deepEqual(draft.reasons, []);
  again.request.respond(null, { status: 500 });
  await again.saving;
});

test('input that is stored leaves the browser', async () => {
  const { open, type } = await openDraft();
  const { saving, request } = await type(open(), draftOf());
  request.respond(
    { investigation_id: 'a', version: 2, wizard_step: 'SETTINGS', settings: request.body.settings },
    { ETag: '"e.2"' },
  );
  await saving;

  assert.equal(open().unsaved, null);
});
