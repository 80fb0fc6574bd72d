// This script is not a module, because it must run before the first paint.
try {
  document.documentElement.dataset.theme = localStorage.getItem('wizard.theme') ?? 'system';
} catch {
  document.documentElement.dataset.theme = 'system';
}
