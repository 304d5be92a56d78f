/* The words of an article: elements that light up with their partners, as strong as the alignment
   is. Joined with parallel.js to one module. */

const ASIDE = ".bullet, .flag, .made, .missing, .card, .open"; // in a side, but not of its text

/* Gives `align(pair)`, which makes the words of a pair elements when one first comes to it, and what
   lights them: one word with its partners, or a term on both sides. */
function wordsOf() {
  const alignments = new WeakMap();
  let lit = [];
  let here = null;

  function align(pair) {
    let found = alignments.get(pair);
    if (!found) {
      found = readLinks(pair.dataset.links ?? "");
      split(sideOf(pair, "fr"), found.source);
      split(sideOf(pair, "en"), found.target);
      alignments.set(pair, found);
    }
    return found;
  }
  function darken() {
    for (const element of lit) {
      element.classList.remove("lit", "here");
      element.style.removeProperty("--weight");
    }
    lit = [];
    here = null;
  }
  function light(word) {
    if (word === here) return;
    darken();
    if (!word) return;
    here = word;
    const side = word.closest("[lang]");
    const pair = side.parentNode;
    const back = side.lang === "en";
    const number = Number(word.dataset.word);
    show(word, 0.6);
    word.classList.add("here");
    for (const link of align(pair).links) {
      const [from, to] = back ? [link.target, link.source] : [link.source, link.target];
      if (from !== number) continue;
      const other = sideOf(pair, back ? "fr" : "en");
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
  function step(pair, by) {
    align(pair);
    const seen = [...pair.querySelectorAll("[data-word]")].filter((word) => word.offsetParent);
    const at = seen.indexOf(here);
    light(seen[at < 0 ? (by > 0 ? 0 : seen.length - 1) : at + by] ?? here);
  }
  return { align, darken, light, lightTerm, step };
}

function sideOf(pair, lang) {
  return pair.querySelector(`:scope > [lang="${lang}"]`);
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
