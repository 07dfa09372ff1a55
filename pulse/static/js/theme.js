/* Light or dark before the first paint, as this device last chose; without a choice the system decides. */
(() => {
  "use strict";
  const root = document.documentElement;
  const kept = () => { try { return localStorage.getItem("pulse-theme"); } catch { return null; } };
  const show = (choice) => {
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
    else delete root.dataset.theme;
  };
  const press = () => {
    for (const button of document.querySelectorAll("[data-theme-choice]"))
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (root.dataset.theme || "system")));
  };
  show(kept());
  document.addEventListener("DOMContentLoaded", () => {
    for (const control of document.querySelectorAll("[data-theme-switch]")) control.hidden = false;
    press();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    show(button.dataset.themeChoice);
    try { localStorage.setItem("pulse-theme", button.dataset.themeChoice); } catch { /* private window: for this page only */ }
    press();
  });
  document.addEventListener("keydown", (event) => { /* Escape closes what lies over the page */
    if (event.key !== "Escape") return;
    root.dataset.tips = "off";
    for (const open of document.querySelectorAll("details.why[open], details.drop[open]")) {
      open.open = false;
      if (open.contains(document.activeElement)) open.querySelector("summary").focus();
    }
  });
  for (const kind of ["focusin", "pointerover"]) document.addEventListener(kind, (event) => {
    if (event.target.closest && !event.target.closest(".why")) delete root.dataset.tips;
  });
  document.addEventListener("pointerdown", (event) => {
    for (const open of document.querySelectorAll("details.why[open], details.drop[open]"))
      if (!open.contains(event.target)) open.open = false;
  });
})();
