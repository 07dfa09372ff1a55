// The form of customers in short steps; without this script it is one page. Nothing is sent before the last button.
const form = document.querySelector("[data-steps]");
const steps = [...form.querySelectorAll("[data-step]")];
const [back, next, send, strip] = ["back", "next", "send", "strip"].map((name) => form.querySelector(`[data-${name}]`));
const bar = strip.querySelector("progress");
const where = strip.querySelector("[data-where] b");
const wrong = steps.findIndex((step) => step.querySelector(".is-wrong"));
let at = 0;

function show(place, focus) {
  at = place;
  steps.forEach((step, number) => { step.hidden = number !== at; });
  document.querySelectorAll("[data-first]").forEach((part) => { part.hidden = at !== 0; });
  back.hidden = at === 0;
  next.hidden = at === steps.length - 1;
  send.hidden = at !== steps.length - 1;
  bar.value = at + 1;
  where.textContent = at + 1;
  if (focus) {
    steps[at].focus({ preventScroll: true });
    form.scrollIntoView();
  }
}

next.addEventListener("click", () => {
  const stuck = [...steps[at].querySelectorAll("input, textarea")].find((field) => !field.checkValidity());
  if (stuck) stuck.reportValidity();
  else show(at + 1, true);
});
back.addEventListener("click", () => show(at - 1, true));
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.type !== "radio" || next.hidden) return;
  event.preventDefault();  // Enter on an answer goes on; it does not send half a form
  next.click();
});
form.addEventListener("submit", () => { send.setAttribute("aria-disabled", "true"); });
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });  // perhaps somebody else by now
strip.hidden = false;
show(wrong > 0 ? wrong : 0, false);
