/* Arrow keys over the squares of a table. Without it every link is still reached by Tab and every square read as a table. */
(() => {
  "use strict";
  const stops = (cell) => cell.querySelector("a.to, summary") || cell;
  const rows = (table) => [...table.tBodies[0].rows];
  const enter = (table, cell) => {
    for (const other of table.querySelectorAll("td[tabindex='0']")) other.tabIndex = -1;
    const stop = stops(cell);
    if (stop === cell) cell.tabIndex = 0;
    stop.focus();
  };
  const next = (table, cell, key, far) => {
    const all = rows(table), cells = [...cell.parentNode.cells];
    const row = all.indexOf(cell.parentNode), column = cells.indexOf(cell);
    const start = getComputedStyle(table).direction === "rtl" ? "ArrowRight" : "ArrowLeft";
    if (key === "ArrowUp") return all[row - 1]?.cells[column];
    if (key === "ArrowDown") return all[row + 1]?.cells[column];
    if (key === "Home") return (far ? all[0] : all[row]).cells[0];
    if (key === "End") return (far ? all.at(-1) : all[row]).cells[cells.length - 1];
    return cells[column + (key === start ? -1 : 1)];
  };
  const keys = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"]);
  for (const table of document.querySelectorAll("table[data-grid]")) {
    for (const cell of table.querySelectorAll("td")) if (stops(cell) === cell) cell.tabIndex = -1;
    const first = [...table.querySelectorAll("td")].find((cell) => stops(cell) === cell);
    if (first) first.tabIndex = 0;
    const hint = table.closest("section")?.querySelector("[data-grid-hint]");
    if (hint) { hint.hidden = false; hint.id ||= "grid-hint"; table.setAttribute("aria-describedby", hint.id); }
    table.addEventListener("keydown", (event) => {
      const cell = event.target.closest("tbody td, tbody th");
      if (!cell || !keys.has(event.key) || event.altKey || event.metaKey || event.shiftKey) return;
      const found = next(table, cell, event.key, event.ctrlKey);
      event.preventDefault();
      if (found) enter(table, found);
    });
  }
})();
