/** Renders one entity of the settings form. */

import { texts } from '../../texts/elements.js';
import { h } from '../vdom.js';
import { removeButton, textField } from './fields.js';

/**
 * @import { Entity } from '../../client/types/state.js'
 * @import { Settings } from '../settings.js'
 */

/** @param {Settings} form @param {Entity} entity @param {number} row */
export function entityRow(form, entity, row) {
  const set = (/** @type {keyof Entity} */ name) => (/** @type {any} */ event) =>
    form.changeRow('entities', row, { [name]: event.target.value });
  const path = `entities.${row}`;
  const type = { list: 'entity-types', value: entity.entity_type, oninput: set('entity_type') };
  const id = {
    value: entity.entity_id,
    class: 'mono',
    spellcheck: false,
    placeholder: '183.62.140.253',
    oninput: set('entity_id'),
  };
  const name = { value: entity.name ?? '', oninput: set('name') };
  return h('li.entity', [
    textField(form, `${path}.entity_type`, texts.settings.type, type),
    textField(form, `${path}.entity_id`, texts.settings.identifier, id),
    textField(form, `${path}.name`, texts.settings.shownAs, name),
    removeButton(form, 'entities', row, texts.settings.removeEntity(row + 1)),
  ]);
}
