/* The dialog of one pair: where the focus goes, and when typing is taken in. `place` is the id of the
   pair, `edit` whether it is to be edited at once. */
const dialog = [...document.querySelectorAll('section[role="dialog"]')].at(-1);
// Outside of the app's element, the dialog does not know whether it is dark.
const app = document.querySelector(".stApp");
if (dialog) dialog.style.colorScheme = getComputedStyle(app).colorScheme;

let tries = edit ? 20 : 0;
function begin() {
  const field = dialog?.querySelector("textarea");
  const active = document.activeElement;
  // The dialog takes the focus for itself, sooner or later than this.
  if (field && (active === dialog || !dialog.contains(active))) {
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }
  if (tries--) setTimeout(begin, 50);
}
if (tries) begin();

/* Streamlit takes a long text when its field is left; here, when one pauses. */
let pause = 0;
dialog?.addEventListener("input", ({ target }) => {
  clearTimeout(pause);
  if (!target.matches("textarea")) return;
  pause = setTimeout(() => {
    if (target.isConnected) target.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  }, 400);
});

/* A button that has done its work and goes takes the focus along: the dialog gets it, so that Esc
   still closes it. And a dialog cannot give the focus back to what is inside of a component: the pair
   gets it when the dialog is gone, and again when it is drawn anew, as long as nothing else has it. */
let patience = 30;
function hold() {
  const nobody = document.activeElement === document.body;
  if (dialog.isConnected) {
    if (nobody) dialog.focus({ preventScroll: true });
    return setTimeout(hold, 100);
  }
  const roots = [...document.querySelectorAll("*")].map((element) => element.shadowRoot);
  const pair = roots.map((root) => root?.getElementById(place)).find(Boolean);
  if (nobody) pair?.focus({ preventScroll: true });
  if (patience--) setTimeout(hold, 100);
}
if (dialog) hold();
