"""French words and numbers for what readers see; knows the ``Fiche``, not pages nor colours."""
