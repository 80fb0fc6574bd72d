// Not a module: it must run before anything is painted.
try {
  document.documentElement.dataset.theme = localStorage.getItem("wizard.theme") ?? "system";
} catch {
  document.documentElement.dataset.theme = "system";
}
