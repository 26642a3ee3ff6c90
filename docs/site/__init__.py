"""The pages of docs/ as a web site: what is built from them, and how."""
