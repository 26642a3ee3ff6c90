"""scormpack compiles a course written as YAML and Markdown into a package that an LMS runs."""

__version__ = "0.1.0"
