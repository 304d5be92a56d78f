"""The bilingual reader: a Streamlit app over `translate`."""
