// Keeps the preview beside the form up to date. Without this script its button does the same.
const form = document.querySelector("form[data-live]");
const status = document.querySelector("[data-live-status]");
const PAUSE = 400; // milliseconds after the last key

let waiting = 0;
let asking = null;

async function refresh() {
  asking?.abort();
  asking = new AbortController();
  const typed = new FormData(form);
  typed.set("action", "fragment");
  try {
    const answer = await fetch(location.href, { method: "POST", body: typed, signal: asking.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("preview");
    if (!fresh) return;
    const old = document.getElementById("preview");
    const scrolled = old.scrollTop;
    old.replaceWith(fresh);
    fresh.scrollTop = scrolled;
    status.textContent = fresh.dataset.said;
  } catch (error) {
    // Offline, or a newer preview is on its way: what stands there stays, and the button still works.
    if (error.name !== "AbortError") console.debug("preview", error.message);
  }
}

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, PAUSE);
});
