"""What differs between operating systems, a module for each idea. Knows nothing of chat.

Nothing else in the project asks which system it runs on. Import from the module that is meant:
most programs need few of them, and some are slow to import.
"""
