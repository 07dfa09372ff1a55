// Redraws the noise lab while a slider moves. Without this script its buttons do the same.
const form = document.querySelector("form[data-lab]");
const said = document.querySelector("[data-lab-status]");
const PAUSE = 150; // milliseconds after the last move

let waiting = 0;
let asking = null;

async function refresh(draw) {
  asking?.abort();
  asking = new AbortController();
  const wanted = new URL(form.action);
  wanted.search = new URLSearchParams({ ...Object.fromEntries(new FormData(form)), draw });
  try {
    const answer = await fetch(wanted, { signal: asking.signal });
    if (!answer.ok || answer.redirected) return location.assign(wanted);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const unfolded = document.querySelector("#luck details.more")?.open;
    document.getElementById("luck").replaceWith(page.getElementById("luck"));
    if (unfolded) document.querySelector("#luck details.more").open = true;
    const fresh = document.getElementById("luck");
    form.querySelector("[data-lab-show]").value = fresh.dataset.draw;
    form.querySelector("[data-lab-draw]").value = fresh.dataset.next;
    document.querySelector("#learn").closest("section").replaceWith(page.querySelector("#learn").closest("section"));
    said.textContent = fresh.dataset.said;
    history.replaceState(null, "", wanted);
  } catch (error) {
    // Offline, or a newer picture is on its way: what stands there stays, and the buttons still work.
    if (error.name !== "AbortError") console.debug("noise", error.message);
  }
}

form?.addEventListener("input", (event) => {
  form.querySelector(`output[for="${event.target.id}"]`).textContent = event.target.value;
  clearTimeout(waiting);
  waiting = setTimeout(() => refresh(form.querySelector("[data-lab-show]").value), PAUSE);
});
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  refresh(event.submitter?.value ?? "1");
});
if (form) form.querySelector("[data-lab-show]").hidden = true;
