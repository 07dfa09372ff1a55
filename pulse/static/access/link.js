// Moves the code from the link's fragment into the form and out of the address; a person presses the button.
const code = location.hash.slice(1);
const form = document.querySelector("[data-link]");
if (form && /^[\w-]{20,100}$/.test(code)) {
  form.elements.token.value = code;
  form.querySelector("[data-code]").hidden = true;
  history.replaceState(null, "", location.pathname + location.search);
  form.querySelector("button").focus();
}
