/** scormpack's own, as in pyproject.toml; a test compares. */
export const VERSION = "0.1.0";
