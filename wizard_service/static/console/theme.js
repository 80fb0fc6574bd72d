/** Light, dark, or as the system wants it. */

const THEMES = ["system", "light", "dark"];

export function currentTheme() {
  return document.documentElement.dataset.theme ?? "system";
}

export function nextTheme() {
  return chooseTheme(THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length]);
}

export function chooseTheme(theme) {
  document.documentElement.dataset.theme = theme;
  remember("wizard.theme", theme);
  return theme;
}

/** What this browser should know next time; a blocked storage only forgets. */
export function remember(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value).replace(/^"(.*)"$/, "$1"));
  } catch {
    // Private windows and full disks: the choice lasts as long as the page.
  }
}

export function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
