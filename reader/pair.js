/* The dialog of one pair: where the focus goes, and when typing is taken in. `edit` says whether the pair
   is to be edited at once. */
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
   still closes it. */
function hold() {
  if (document.activeElement === document.body) dialog.focus({ preventScroll: true });
  if (dialog.isConnected) setTimeout(hold, 100);
}
if (dialog) hold();
