/** Switches the theme of this page and of the console, which share one choice. */

const THEMES = ['system', 'light', 'dark'];

export function offerTheme() {
  const field = /** @type {HTMLSelectElement} */ (document.getElementById('theme'));
  const { dataset } = document.documentElement;
  field.value = THEMES.find((theme) => theme === dataset.theme) ?? 'system';
  field.addEventListener('change', () => {
    dataset.theme = field.value;
    save(field.value);
  });
}

/** @param {string} theme */
function save(theme) {
  try {
    localStorage.setItem('wizard.theme', theme);
  } catch {
    // A browser without storage forgets the choice with the page.
  }
}
