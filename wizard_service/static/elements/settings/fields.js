/** Renders the fields that all parts of the settings form use. */

import { icon } from '../display/icons.js';
import { h } from '../vdom.js';

/**
 * @import { RowsName, Settings } from '../settings.js'
 * @import { Props, VNode } from '../vdom.js'
 */

/**
 * Renders a labelled input and its problem, nothing for an empty one that cannot be filled in.
 * @param {Settings} form
 * @param {string} path of the field in the settings, such as `entities.0.name`
 * @param {string} label
 * @param {Props} props
 * @param {string} [tag]
 * @param {(input: VNode) => VNode} [around] puts more into the place of the input
 */
export function textField(form, path, label, props, tag = 'input', around = (input) => input) {
  // Without a value there is nothing to read.
  if (!form.editable && !props.value) return null;
  const id = path.replaceAll('.', '-');
  const problem = form.problemAt(path);
  const input = h(tag, {
    id,
    disabled: !form.editable,
    autocomplete: 'off',
    ...props,
    'aria-invalid': problem ? true : null,
    'aria-describedby': problem ? `${id}-problem` : null,
    onblur: () => form.touch(path),
  });
  return h('div.field', { class: id }, [
    h('label', { for: id }, label),
    around(input),
    problem && h('p.problem', { id: `${id}-problem` }, problem),
  ]);
}

/** @param {Settings} form @param {RowsName} rows @param {number} row @param {string} label */
export function removeButton(form, rows, row, label) {
  if (!form.editable) return null;
  const remove = () => form.removeRow(rows, row);
  const props = { type: 'button', 'aria-label': label, title: label, onclick: remove };
  return h('button.plain.icon.remove', props, icon('remove'));
}
