/* A bilingual article at work: words and their partners, cards of terms, layouts, keys, the place
   where one was. Knows nothing of the page around it: `mount` takes the element that
   `translate.formats.html.render` made, in a document or in a shadow root. */

const LAYOUTS = { both: "Face to face", interleaved: "Interleaved", french: "French", english: "English" };
const SIZES = [1, 2, 3, 4];
const KEYS = [
  ["↑ ↓", "the pair before, the pair after (also k, j)"],
  ["← →", "from word to word, with their partners"],
  ["Enter", "open the pair; in French, show its English first"],
  ["e", "edit the English"],
  ["h", "hide or show the English"],
  ["1 2 3 4", "face to face, interleaved, French, English"],
  ["+ −", "larger or smaller type"],
  ["Esc", "close"],
  ["?", "these keys"],
];

/* `options`, all of them optional:
     at        {block, segment, top}: where to begin, and how far below the window's top, if given
     key       names the article in the browser's own memory, which keeps the place
     onOpen    ({block, segment, edit}) => void: a person opens a pair
     rowHref   (row) => address of the glossary's editor
     onRow     (row) => void: in place of following that address
     onPlace   ({block, segment, seen, of}) => void: in place of the browser's own memory
   Gives `{ go(at), here(), destroy() }`. */
export function mount(article, options = {}) {
  const scope = article.getRootNode();
  const blocks = [...article.querySelectorAll(".block")];
  const pairs = [...article.querySelectorAll(".pair")];
  const bilingual = article.querySelector('.pair > [lang="en"]') !== null;
  const stop = new AbortController();
  const on = (target, kinds, act, more) => {
    for (const kind of kinds.split(" "))
      target.addEventListener(kind, act, { signal: stop.signal, ...more });
  };
  const words = wordsOf();
  const card = cardOf(article, options.rowHref);
  let current = null;

  const identity = (pair) => {
    const [block, segment] = pair.id.slice(1).split(".").map(Number);
    return { block, segment };
  };
  const pairAt = ({ block, segment }) => pairs.find((pair) => pair.id === `p${block}.${segment}`);

  /* The pair that one is at; only its marks are reached by Tab, so that Tab leaves the article. */
  function choose(pair, focus = true) {
    if (pair !== current) {
      for (const element of [current, ...marks(current)]) element?.setAttribute("tabindex", "-1");
      current?.classList.remove("current");
      current = pair;
      for (const element of [pair, ...marks(pair)]) element.setAttribute("tabindex", "0");
      pair.classList.add("current");
      for (const mark of marks(pair)) mark.setAttribute("role", "button");
      offer(pair);
    }
    if (focus) pair.focus({ preventScroll: true });
  }
  const marks = (pair) => pair?.querySelectorAll("[data-card]") ?? [];

  function move(step) {
    const next = current ? pairs[pairs.indexOf(current) + step] : inView();
    if (!next) return;
    words.darken();
    choose(next);
    next.scrollIntoView({ block: "nearest" });
  }

  function go(at) {
    const pair = pairAt(at);
    if (!pair) return;
    choose(pair, false);
    scrollTo(pair, at.top);
  }
  function scrollTo(pair, top) {
    pair.style.scrollMarginTop = top === undefined ? "" : `${top}px`;
    pair.scrollIntoView({ block: top === undefined ? "center" : "start" });
    pair.style.scrollMarginTop = "";
  }
  function here() {
    const pair = current && lowest(current) > 0 && highest(current) < innerHeight ? current : inView();
    return pair && { ...identity(pair), top: highest(pair) };
  }

  /* The first pair of which something is seen below the given share of the window. */
  function inView(share = 0.15) {
    const edge = innerHeight * share;
    let [low, high] = [0, blocks.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (blocks[middle].getBoundingClientRect().bottom > edge) high = middle;
      else low = middle + 1;
    }
    const inside = [...blocks[low].querySelectorAll(".pair")];
    return inside.find((pair) => lowest(pair) > edge) ?? inside.at(-1);
  }
  // In running text a pair has no box of its own to speak of.
  const edges = (pair, edge) => [...pair.children].map((side) => side.getBoundingClientRect()[edge]);
  const lowest = (pair) => Math.max(...edges(pair, "bottom"));
  const highest = (pair) => Math.min(...edges(pair, "top").filter((top, i) => pair.children[i].offsetParent));

  /* Layout and size, as one left them. */
  function setLayout(layout) {
    if (!bilingual) return;
    const before = article.dataset.layout;
    const place = here();
    if (before !== "french") hidden = before;
    article.dataset.layout = layout;
    keep("layout", layout);
    tell();
    if (layout !== before && place) scrollTo(pairAt(place), place.top);
  }
  let hidden = "both"; // the layout that comes back with the English

  function setSize(size) {
    if (!SIZES.includes(size)) return;
    article.dataset.size = size;
    keep("size", size);
    tell();
  }

  const tools = make("div", { className: "tools" });
  const group = (name, buttons) => {
    const box = make("div", { role: "group", ariaLabel: name });
    box.append(...buttons);
    return box;
  };
  const button = (label, name, act) => {
    const element = make("button", { type: "button", textContent: label, ariaLabel: name });
    on(element, "click", act);
    return element;
  };
  const layouts = Object.entries(LAYOUTS).map(([layout, label]) => {
    const element = button(label, null, () => setLayout(layout));
    element.dataset.for = layout;
    return element;
  });
  const smaller = button("A−", "Smaller type", () => setSize(size() - 1));
  const larger = button("A+", "Larger type", () => setSize(size() + 1));
  const size = () => Number(article.dataset.size ?? 2);
  if (bilingual) tools.append(group("Layout", layouts));
  const keys = group("Help", [button("?", "Keys", () => help.showModal())]);
  keys.className = "keys";
  tools.append(group("Size", [smaller, larger]), keys);
  article.querySelector("header").append(tools);

  function tell() {
    for (const element of layouts)
      element.ariaPressed = String(element.dataset.for === article.dataset.layout);
    smaller.disabled = size() === SIZES[0];
    larger.disabled = size() === SIZES.at(-1);
  }

  const help = make("dialog", { ariaLabel: "Keys" });
  const list = make("dl", {});
  for (const [keys, meaning] of KEYS) {
    const term = make("dt", {});
    term.append(...keys.split(" ").flatMap((key) => [make("kbd", { textContent: key }), " "]));
    list.append(term, make("dd", { textContent: meaning }));
  }
  help.append(make("h2", { textContent: "Keys" }), list, button("Close", null, () => help.close()));
  article.append(help);

  /* The button that opens a pair. */
  const opener = options.onOpen && button("⋯", "Open this pair", () => open(opener.closest(".pair")));
  if (opener) Object.assign(opener, { className: "open", title: "Open this pair (Enter)" });
  const running = () => ["french", "english"].includes(article.dataset.layout);
  function offer(pair) {
    const home = pair.classList.contains("shown") ? pair.querySelector(':scope > [lang="en"]') : pair;
    if (opener && home !== opener.parentNode) home.append(opener);
  }
  function reveal(pair, shown) {
    pair.classList.toggle("shown", shown);
    offer(pair);
  }
  function open(pair, edit = false) {
    choose(pair, false);
    clearTimeout(resting);
    options.onOpen?.({ ...identity(pair), edit });
  }
  function enter(pair) {
    const ondemand = article.dataset.layout === "french" && bilingual;
    if (ondemand && !pair.classList.contains("shown")) reveal(pair, true);
    else open(pair);
  }

  const step = (by) => (current ? words.step(current, by) : move(1));

  /* What a person does. Who moves by keys moves the text under a mouse that lies still. */
  on(article, "pointerover", ({ target }) => {
    if ("keys" in article.dataset) return;
    const pair = target.closest(".pair");
    if (!pair) return words.light(null);
    if (target.closest(".card")) return card.stay();
    words.align(pair);
    if (!running()) offer(pair);
    const mark = target.closest("[data-card]");
    if (mark) card.soon(() => card.open(mark));
    else if (!card.focused()) card.soon(card.close);
  });
  on(article, "pointermove", ({ target, movementX, movementY }) => {
    if (!movementX && !movementY) return;
    if ("keys" in article.dataset) {
      delete article.dataset.keys;
      target.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
    }
    // The words may have been made under the pointer, which does not enter them then.
    const under = target.closest("[data-word]");
    if (under) return words.light(under);
    words.darken();
    const term = target.closest(".term");
    if (term) words.lightTerm(term);
  });
  on(article, "pointerleave", () => {
    words.darken();
    if (current && opener && !running()) offer(current);
    if (!card.focused()) card.soon(card.close);
  });
  on(article, "focusin", ({ target }) => {
    const pair = target.closest(".pair");
    if (pair && pair !== current) choose(pair, false);
    if (pair) words.align(pair);
    if (target.matches("[data-card]")) {
      words.darken();
      if (target.matches(".term")) words.lightTerm(target);
      card.open(target);
    } else if (!card.holds(target)) card.close();
  });
  on(article, "focusout", ({ relatedTarget }) => {
    if (relatedTarget && !article.contains(relatedTarget)) card.close();
  });
  on(article, "click", (event) => {
    const row = event.target.closest("a[data-row]");
    if (row && options.onRow && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      card.close();
      return options.onRow(Number(row.dataset.row));
    }
    const pair = event.target.closest(".pair");
    if (!pair || event.target.closest("a, button, .card")) return;
    const selection = scope.getSelection?.() ?? getSelection();
    if (selection && !selection.isCollapsed) return;
    const mark = event.target.closest("[data-card]");
    choose(pair, !mark);
    words.light(event.target.closest("[data-word]"));
    if (mark) return card.open(mark);
    if (article.dataset.layout === "french" && bilingual)
      reveal(pair, !pair.classList.contains("shown"));
  });
  on(document, "keydown", (event) => {
    const target = event.composedPath()[0];
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    // Elsewhere the keys belong to whatever is there: a field, a menu, a dialog.
    const host = scope.host ?? article;
    if (!(target instanceof Element) || !(article.contains(target) || target.contains(host))) return;
    if (document.querySelector('[role="dialog"][aria-modal="true"]')) return;
    if (event.key === "Enter" || event.key === " ") {
      if (target.closest("a, button")) return;
      const mark = target.closest("[data-card]");
      if (mark) act(() => (mark === card.mark() ? card.close() : card.open(mark)));
      else if (event.key === "Enter" && current) act(() => enter(current));
      return;
    }
    const acts = {
      ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1),
      ArrowRight: () => step(1), ArrowLeft: () => step(-1),
      e: () => current && open(current, true),
      h: () => setLayout(article.dataset.layout === "french" ? hidden : "french"),
      "+": () => setSize(size() + 1), "=": () => setSize(size() + 1), "-": () => setSize(size() - 1),
      "?": () => help.showModal(),
      Escape: escape,
    };
    Object.keys(LAYOUTS).forEach((layout, i) => { acts[i + 1] = () => setLayout(layout); });
    if (acts[event.key]) act(acts[event.key]);

    function act(it) {
      article.dataset.keys = "";
      event.preventDefault();
      it();
    }
  });
  function escape() {
    if (card.mark()) {
      if (card.focused()) card.mark().focus();
      return card.close();
    }
    words.darken();
    if (current) reveal(current, false);
  }

  /* The place, told when one has rested there. */
  let told = "";
  let furthest = 0;
  let resting = 0;
  const rest = () => {
    card.place();
    clearTimeout(resting);
    resting = setTimeout(tellPlace, 800, false);
  };
  // A scroll event does not rise; whatever box it is that scrolls, it is caught on its way down.
  on(document, "scroll", rest, { capture: true, passive: true });
  on(article, "focusin", rest);
  function tellPlace(sure) {
    if (!article.isConnected || !pairs.length || !article.offsetParent) return;
    const at = pairs.indexOf(pairAt(here()));
    // Who goes up is mostly on the way out, and wants to find the place again.
    if (at < furthest && !sure) return void (resting = setTimeout(tellPlace, 5000, true));
    furthest = at;
    const last = pairs.indexOf(inView(0.98));
    const whole = blocks.at(-1).getBoundingClientRect().bottom <= innerHeight;
    const { block, segment } = here();
    const seen = { block, segment, seen: whole ? pairs.length : last, of: pairs.length };
    const said = JSON.stringify(seen);
    if (said === told) return;
    told = said;
    if (options.onPlace) options.onPlace(seen);
    else if (options.key) keep(`place.${options.key}`, said);
  }

  setSize(Number(kept("size")) || 2);
  if (bilingual) {
    const layout = kept("layout");
    if (layout in LAYOUTS) article.dataset.layout = layout;
  }
  tell();
  pairs[0]?.setAttribute("tabindex", "0");
  for (const pair of pairs) pair.setAttribute("role", "group");
  const stored = options.key && !options.onPlace && kept(`place.${options.key}`);
  const at = options.at ?? (stored && JSON.parse(stored));
  if (at) {
    go(at);
    requestAnimationFrame(() => go(at)); // the first time, nothing had its height yet
  }
  rest();
  return {
    go,
    here,
    destroy() {
      clearTimeout(resting);
      card.close();
      stop.abort();
    },
  };
}

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

/* The browser may forbid its memory; then nothing is kept. */
function keep(name, value) {
  try { localStorage.setItem(`vis-a-vis.${name}`, value); } catch { /* as said */ }
}
function kept(name) {
  try { return localStorage.getItem(`vis-a-vis.${name}`); } catch { return null; }
}
