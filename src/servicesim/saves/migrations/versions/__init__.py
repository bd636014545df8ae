"""One module per revision, each written by hand and never edited once it was released."""
