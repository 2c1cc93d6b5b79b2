"""Why: one person's weeks in words, and what would not have happened without one person or one coach."""
