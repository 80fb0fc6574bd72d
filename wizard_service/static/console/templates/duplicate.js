/** Makes a second template with the settings of another, under a name that is free. */

import { texts } from '../../texts/console.js';

/**
 * @import { WizardApi } from '../../client/index.js'
 * @import { WizardError } from '../../client/problem.js'
 * @import { Template } from '../../client/types/lists.js'
 */

const MAX_ATTEMPTS = 50;
const MAX_NAME = 255;

/**
 * @param {WizardApi} api
 * @param {string} id
 * @returns {Promise<Template>} the new one
 * @throws {WizardError}
 */
export async function duplicated(api, id) {
  const { name, description, settings } = await api.template(id);
  for (let number = 1; ; number += 1) {
    try {
      return await api.createTemplate({ name: copyName(name, number), description, settings });
    } catch (error) {
      const isTaken = /** @type {WizardError} */ (error).code === 'name_taken';
      if (!isTaken || number === MAX_ATTEMPTS) throw error;
    }
  }
}

/** @param {string} name @param {number} number */
function copyName(name, number) {
  const suffix =
    number === 1 ? texts.templates.copySuffix : texts.templates.copySuffixNumber(number);
  return name.slice(0, MAX_NAME - suffix.length) + suffix;
}
