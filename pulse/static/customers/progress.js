/* How far a file has come, every two seconds; without it the page is loaded again by hand. */
(() => {
  "use strict";
  const shown = document.querySelector("[data-progress]");
  if (!shown) return;
  const ask = async () => {
    try {
      const answer = await fetch(shown.dataset.progress, { headers: { Accept: "application/json" } });
      const { state, percent } = await answer.json();
      if (state !== shown.dataset.state) return location.reload();
      shown.querySelector("progress").value = percent;
      shown.querySelector("[data-percent]").textContent = shown.dataset.words.replace("0", percent);
    } catch { /* the network comes back */ }
    return setTimeout(ask, 2000);
  };
  setTimeout(ask, 1000);
})();
