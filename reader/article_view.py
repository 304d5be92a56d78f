"""The parallel text in the app: the one HTML form of an article, and what a person does with it.

A thin face on `translate.formats.html`: the component puts its HTML, every text of which is
escaped, under a shadow root with its own style, and lets its script talk to Python.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from visavis.translate.formats.html import SCRIPT, STYLE

_ADAPTER = """
const held = new WeakMap();
export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  let view = held.get(parentElement);
  if (!view) {
    view = { box: parentElement.appendChild(document.createElement("div")) };
    held.set(parentElement, view);
  }
  Object.assign(view, { setStateValue, setTriggerValue });
  const stays = view.key === data.key && view.jump === data.jump;
  if (view.html === data.html && view.key === data.key) {
    if (!stays) view.article.go(data.at);
    view.jump = data.jump;
    return view.leave;
  }
  const here = stays ? view.article.here() : data.at;
  view.article?.destroy();
  view.box.innerHTML = data.html;
  if (!here) parentElement.host?.closest('[data-testid="stMain"]')?.scrollTo(0, 0);
  view.article = mount(view.box.firstElementChild, {
    at: here,
    onOpen: (opened) => {
      view.setTriggerValue("opened", opened);
      comeBack(view, `p${opened.block}.${opened.segment}`);
    },
    onPlace: (place) => view.setStateValue("place", { ...place, key: data.key }),
    onRow: (row) => view.setTriggerValue("row", row),
    rowHref: (row) => `glossary?row=${row}`,
  });
  Object.assign(view, data);
  view.leave = () => view.article.destroy();
  return view.leave;
}

/* A dialog cannot give the focus back to what is inside of a component: the pair that opened it
   takes the focus when the dialog is gone, and again when the article is drawn anew, as long as
   nothing else has it. */
function comeBack(view, pair) {
  let patience = 100; // tenths of a second until a dialog is there, and then after it
  clearTimeout(view.coming);
  const look = () => {
    if (document.querySelector('section[role="dialog"]')) patience = 30;
    else if (document.activeElement === document.body)
      view.box.getRootNode().getElementById(pair)?.focus({ preventScroll: true });
    if (patience--) view.coming = setTimeout(look, 100);
  };
  look();
}
"""

_component = st.components.v2.component(
    "visavis_article",
    css=STYLE,
    js=SCRIPT + _ADAPTER,
)


@dataclass(frozen=True)
class Opened:
    """The pair that a person has just opened, to look at it or to `edit` it."""

    block: int
    segment: int
    edit: bool


@dataclass(frozen=True)
class Wish:
    """What a person asked for in this run: a pair, a row of the glossary, or nothing."""

    opened: Opened | None = None
    row: int | None = None


def show(
    html: str,
    key: str,
    at: tuple[int, int] | None,
    jump: int,
    on_place: Callable[[dict[str, Any]], None],
) -> Wish:
    """Draw an article. `at` is the pair to begin at, and to go to again when `jump` changes.

    `on_place` is given the place where a person came to rest, as numbers by name.
    """

    def moved() -> None:
        place = st.session_state["article-view"].get("place")
        if place:
            on_place(place)

    result = _component(
        key="article-view",
        data={
            "html": html,
            "key": key,
            "at": {"block": at[0], "segment": at[1]} if at else None,
            "jump": jump,
        },
        on_opened_change=lambda: None,
        on_row_change=lambda: None,
        on_place_change=moved,
    )
    opened = result.opened
    return Wish(
        Opened(int(opened["block"]), int(opened["segment"]), bool(opened["edit"]))
        if opened
        else None,
        int(result.row) if result.row else None,
    )
