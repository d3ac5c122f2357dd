"""A replay as people read it: states upon the diagram, sentences, rows of cells, and files for print and mail."""
