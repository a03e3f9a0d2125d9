"""The commands beside ``build``, ``check`` and ``serve``; each module is loaded when its command is called."""
