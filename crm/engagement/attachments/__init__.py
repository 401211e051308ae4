"""Files that belong to a contact, such as a photo of a notice or the minutes of a meeting."""
