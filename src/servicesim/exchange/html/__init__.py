"""Reports to read and to print: one file each, with nothing in it that runs or is fetched from elsewhere."""
