"""Pages run as scripts, without a browser: what they show, and pressing their buttons."""

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[2] / "reader" / "app.py"


def start(**query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params.update(query)
    return app.run()


def shown(app: AppTest) -> str:
    """All HTML of the page but the style sheet, that of the components included."""
    assert not app.exception
    bodies = [element.proto.body for element in app.get("html")]
    for component in app.get("bidi_component"):
        data = json.loads(component.proto.json)
        bodies.append(data if isinstance(data, str) else data["html"])
    return "\n".join(body for body in bodies if not body.startswith("<style>"))


def button(app: AppTest, label: str) -> AppTest:
    [found] = [button for button in app.button if button.label == label]
    assert not found.disabled
    return found.click().run()


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button if not button.disabled]
