"""Papers: from the data of engine.queries.papers to HTML, PDF and Word. No request, no session, no database here.

`html` fills our own templates (pages/papers), `pdf` sets that HTML with WeasyPrint, `word` writes the headed papers
as .docx for the office to edit. Papers are Chinese whatever language the pages are read in.
"""
