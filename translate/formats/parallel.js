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
const ASIDE = ".bullet, .flag, .made, .missing, .card, .open"; // in a side, but not of its text
const PATIENCE = 200; // milliseconds before a card comes or goes

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
  const cards = article.querySelector(".cards").children;
  const bilingual = article.querySelector('.pair > [lang="en"]') !== null;
  const stop = new AbortController();
  const on = (target, kinds, act, more) => {
    for (const kind of kinds.split(" "))
      target.addEventListener(kind, act, { signal: stop.signal, ...more });
  };
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
    darken();
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

  /* Words. They become elements when one comes to their pair. */
  const alignments = new WeakMap();
  function alignment(pair) {
    let found = alignments.get(pair);
    if (!found) {
      found = readLinks(pair.dataset.links ?? "");
      for (const [lang, words] of [["fr", found.source], ["en", found.target]])
        split(pair.querySelector(`:scope > [lang="${lang}"]`), words);
      alignments.set(pair, found);
    }
    return found;
  }
  let lit = [];
  let word = null;
  function darken() {
    for (const element of lit) {
      element.classList.remove("lit", "here");
      element.style.removeProperty("--weight");
    }
    lit = [];
    word = null;
  }
  function light(next) {
    if (next === word) return;
    darken();
    if (!next) return;
    word = next;
    const side = word.closest("[lang]");
    const pair = side.parentNode;
    const back = side.lang === "en";
    const number = Number(word.dataset.word);
    show(word, 0.6);
    word.classList.add("here");
    for (const link of alignment(pair).links) {
      const [from, to] = back ? [link.target, link.source] : [link.source, link.target];
      if (from !== number) continue;
      const other = pair.querySelector(`:scope > [lang="${back ? "fr" : "en"}"]`);
      for (const partner of other.querySelectorAll(`[data-word="${to}"]`)) show(partner, link.weight);
    }
    const term = word.closest(".term");
    if (term) lightTerm(term);
  }
  function show(element, weight) {
    element.classList.add("lit");
    element.style.setProperty("--weight", weight);
    lit.push(element);
  }
  function lightTerm(term) {
    for (const number of term.dataset.term.split(" "))
      for (const mark of term.closest(".pair").querySelectorAll(`[data-term~="${number}"]`)) {
        mark.classList.add("lit");
        lit.push(mark);
      }
  }
  function step(by) {
    if (!current) return move(1);
    alignment(current);
    const words = [...current.querySelectorAll("[data-word]")].filter((word) => word.offsetParent);
    const at = words.indexOf(word);
    light(words[at < 0 ? (by > 0 ? 0 : words.length - 1) : at + by] ?? word);
  }

  /* One card for all marks; it comes after its mark, so that Tab goes from one into the other. */
  const card = make("div", { className: "card", popover: "manual", lang: "en" });
  card.setAttribute("role", "group");
  card.setAttribute("aria-label", "About this");
  let marked = null;
  let waiting = 0;
  function soon(act) {
    clearTimeout(waiting);
    waiting = setTimeout(act, PATIENCE);
  }
  function openCard(mark) {
    clearTimeout(waiting);
    if (mark === marked) return;
    closeCard();
    marked = mark;
    card.replaceChildren(...[...cards[mark.dataset.card].childNodes].map((node) => node.cloneNode(true)));
    for (const line of options.rowHref ? card.querySelectorAll("[data-row]") : []) {
      const link = make("a", { href: options.rowHref(line.dataset.row), textContent: "Edit this row" });
      link.dataset.row = line.dataset.row;
      line.append(" · ", link);
    }
    mark.after(card);
    card.showPopover();
    mark.setAttribute("role", "button");
    mark.setAttribute("aria-expanded", "true");
    place();
  }
  function closeCard() {
    clearTimeout(waiting);
    marked?.removeAttribute("aria-expanded");
    marked = null;
    card.remove();
  }
  function place() {
    const [box] = marked.getClientRects();
    if (!box) return closeCard();
    const { width, height } = card.getBoundingClientRect();
    const below = box.bottom + 6 + height < innerHeight || box.top < height + 6;
    card.style.left = `${Math.max(8, Math.min(box.left, document.documentElement.clientWidth - width - 8))}px`;
    card.style.top = `${below ? box.bottom + 5 : box.top - height - 5}px`;
  }

  /* What a person does. Who moves by keys moves the text under a mouse that lies still. */
  on(article, "pointerover", ({ target }) => {
    if ("keys" in article.dataset) return;
    const pair = target.closest(".pair");
    if (!pair) return light(null);
    if (target.closest(".card")) return clearTimeout(waiting);
    alignment(pair);
    if (!running()) offer(pair);
    const mark = target.closest("[data-card]");
    if (mark) soon(() => openCard(mark));
    else if (marked && scope.activeElement !== marked && !card.contains(scope.activeElement)) soon(closeCard);
  });
  on(article, "pointermove", ({ target, movementX, movementY }) => {
    if (!movementX && !movementY) return;
    if ("keys" in article.dataset) {
      delete article.dataset.keys;
      target.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
    }
    // The words may have been made under the pointer, which does not enter them then.
    const under = target.closest("[data-word]");
    if (under) return light(under);
    darken();
    const term = target.closest(".term");
    if (term) lightTerm(term);
  });
  on(article, "pointerleave", () => {
    darken();
    if (current && opener && !running()) offer(current);
    if (marked && scope.activeElement !== marked && !card.contains(scope.activeElement)) soon(closeCard);
    else if (!marked) clearTimeout(waiting);
  });
  on(article, "focusin", ({ target }) => {
    const pair = target.closest(".pair");
    if (pair && pair !== current) choose(pair, false);
    if (pair) alignment(pair);
    if (target.matches("[data-card]")) {
      darken();
      if (target.matches(".term")) lightTerm(target);
      openCard(target);
    } else if (marked && !card.contains(target)) closeCard();
  });
  on(article, "focusout", ({ relatedTarget }) => {
    if (marked && relatedTarget && !article.contains(relatedTarget)) closeCard();
  });
  on(article, "click", (event) => {
    const row = event.target.closest("a[data-row]");
    if (row && options.onRow && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      closeCard();
      return options.onRow(Number(row.dataset.row));
    }
    const pair = event.target.closest(".pair");
    if (!pair || event.target.closest("a, button, .card")) return;
    const selection = scope.getSelection?.() ?? getSelection();
    if (selection && !selection.isCollapsed) return;
    const mark = event.target.closest("[data-card]");
    choose(pair, !mark);
    light(event.target.closest("[data-word]"));
    if (mark) return openCard(mark);
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
      if (mark) act(() => (mark === marked ? closeCard() : openCard(mark)));
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
    if (marked) {
      const mark = marked;
      if (card.contains(scope.activeElement)) mark.focus();
      return closeCard();
    }
    darken();
    if (current) reveal(current, false);
  }

  /* The place, told when one has rested there. */
  let told = "";
  let resting = 0;
  const rest = () => {
    if (marked) place();
    clearTimeout(resting);
    resting = setTimeout(tellPlace, 800);
  };
  // A scroll event does not rise; whatever box it is that scrolls, it is caught on its way down.
  on(document, "scroll", rest, { capture: true, passive: true });
  on(article, "focusin", rest);
  function tellPlace() {
    if (!article.isConnected || !pairs.length || !article.offsetParent) return;
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
  if (at) requestAnimationFrame(() => go(at));
  rest();
  return {
    go,
    here,
    destroy() {
      clearTimeout(resting);
      closeCard();
      stop.abort();
    },
  };
}

/* The alignment of a pair from `data-links`: words of both sides, and links between their numbers. */
function readLinks(text) {
  const sides = [new Map(), new Map()];
  const number = (side, start, length) => {
    const word = `${start}.${length}`;
    if (!side.has(word)) side.set(word, side.size);
    return side.get(word);
  };
  const links = text.split(" ").filter(Boolean).map((link) => {
    const [a, b, c, d, weight] = link.split(".").map(Number);
    return { source: number(sides[0], a, b), target: number(sides[1], c, d), weight: weight / 10 };
  });
  const [source, target] = sides.map((side) => [...side.keys()].map((word) => word.split(".").map(Number)));
  return { source, target, links };
}

/* Make the words of a side elements; a word across a mark becomes one element on each side of it. */
function split(side, words) {
  if (!side || !words.length) return;
  const sorted = words.map(([start, length], number) => [start, start + length, number]);
  sorted.sort((a, b) => a[0] - b[0]);
  const walker = document.createTreeWalker(side, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode())
    if (!walker.currentNode.parentElement.closest(ASIDE)) nodes.push(walker.currentNode);
  let begin = 0;
  for (const node of nodes) {
    const end = begin + node.length;
    let [rest, at] = [node, begin];
    for (const [start, stop, number] of sorted) {
      const [from, to] = [Math.max(start, at), Math.min(stop, end)];
      if (from >= to) continue;
      const word = rest.splitText(from - at);
      rest = word.splitText(to - from);
      at = to;
      const element = make("span", { className: "word" });
      element.dataset.word = number;
      word.replaceWith(element);
      element.append(word);
    }
    begin = end;
  }
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
