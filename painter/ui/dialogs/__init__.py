"""What asks the artist something in a window of its own. Dialogs answer; what is done then is the window's."""
