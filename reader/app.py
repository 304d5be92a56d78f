"""The bilingual reader: page configuration and navigation.

Run it with `visavis read`, or `streamlit run reader/app.py`.
"""

from __future__ import annotations

import streamlit as st

from visavis.reader import glossary_draft, workspace

# Icons of pages would be fetched from a server elsewhere, as icons of the browser's tab.
st.set_page_config(page_title="vis-à-vis", page_icon=workspace.ICON, layout="wide")
st.html(workspace.STYLE)
page = st.navigation(
    [
        st.Page("library_page.py", title="Library", url_path="library"),
        st.Page("reading_page.py", title="Read", default=True),
        st.Page("glossary_page.py", title="Glossary", url_path="glossary"),
        st.Page("translate_page.py", title="Translate", url_path="translate"),
        st.Page("quality_page.py", title="Quality", url_path="quality"),
    ],
    position="top",
)
# The browser forgets what is not on its page.
if page.url_path != "glossary":
    glossary_draft.leave()
page.run()
