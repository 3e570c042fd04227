"""What the actions do, a menu or two a file. The table of actions names them; each is a method ``do_<id>``."""
