/* The dialog of one pair: where the focus goes. `place` is the id of the pair, `edit` whether it is
   to be edited at once. */
const dialog = [...document.querySelectorAll('section[role="dialog"]')].at(-1);
const field = edit ? dialog?.querySelector("textarea") : null;
field?.focus();
field?.setSelectionRange(field.value.length, field.value.length);

/* Streamlit takes what was typed when the field is left; here, when one pauses. */
let pause = 0;
dialog?.addEventListener("input", ({ target }) => {
  clearTimeout(pause);
  if (!target.matches("textarea")) return;
  pause = setTimeout(() => {
    if (target.isConnected) target.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  }, 400);
});

/* A dialog cannot give the focus back to what is inside of a component: the pair gets it when the
   dialog is gone, and again when it is drawn anew, as long as nothing else has it. */
let patience = 30;
function back() {
  if (dialog.isConnected) return setTimeout(back, 100);
  const roots = [...document.querySelectorAll("*")].map((element) => element.shadowRoot);
  const pair = roots.map((root) => root?.getElementById(place)).find(Boolean);
  if (document.activeElement === document.body) pair?.focus({ preventScroll: true });
  if (patience--) setTimeout(back, 100);
}
if (dialog) back();
