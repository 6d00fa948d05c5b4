"""Is all there that the program needs: what works here, what lacks, what to do."""
