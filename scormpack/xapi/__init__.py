"""What the xAPI and cmi5 packages say of a course: its terms, its activities, its published profile."""
