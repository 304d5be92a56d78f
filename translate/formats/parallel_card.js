/* One card for all marks of an article: a term's row and outcome, the reasons of a flag. Joined with
   parallel.js to one module. */

const PATIENCE = 200; // milliseconds before a card comes or goes

/* The card comes after its mark, so that Tab goes from one into the other, and lies in the top
   layer, so that nothing cuts it off. `rowHref` gives the address where a row is edited. */
function cardOf(article, rowHref) {
  const scope = article.getRootNode();
  const contents = article.querySelector(".cards").children;
  const card = make("div", { className: "card", popover: "manual", lang: "en" });
  card.setAttribute("role", "group");
  card.setAttribute("aria-label", "About this");
  let mark = null;
  let waiting = 0;

  function stay() {
    clearTimeout(waiting);
  }
  function soon(act) {
    stay();
    waiting = setTimeout(act, PATIENCE);
  }
  function open(next) {
    stay();
    if (next === mark) return;
    close();
    mark = next;
    card.replaceChildren(contents[mark.dataset.card].cloneNode(true));
    for (const line of rowHref ? card.querySelectorAll("[data-row]") : []) {
      const link = make("a", { href: rowHref(line.dataset.row), textContent: "Edit this row" });
      link.dataset.row = line.dataset.row;
      line.append(" · ", link);
    }
    mark.after(card);
    card.showPopover();
    mark.setAttribute("role", "button");
    mark.setAttribute("aria-expanded", "true");
    place();
  }
  function close() {
    stay();
    mark?.removeAttribute("aria-expanded");
    mark = null;
    card.remove();
  }
  function place() {
    if (!mark) return;
    const [box] = mark.getClientRects();
    if (!box) return close();
    const { width, height } = card.getBoundingClientRect();
    const below = box.bottom + 6 + height < innerHeight || box.top < height + 6;
    const room = document.documentElement.clientWidth - width - 8;
    card.style.left = `${Math.max(8, Math.min(box.left, room))}px`;
    card.style.top = `${below ? box.bottom + 5 : box.top - height - 5}px`;
  }
  const holds = (element) => card.contains(element);
  const focused = () => mark !== null && (scope.activeElement === mark || holds(scope.activeElement));
  return { open, close, soon, stay, place, holds, focused, mark: () => mark };
}
