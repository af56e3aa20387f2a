"""The chat itself: members, names, rules, flood control and the log. Pure."""
