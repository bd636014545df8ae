"""The first screen: where one starts from, and what there is to go on with."""
