"""Who the customer is: the catalogue, the archetypes, the rules of a believable persona, the machine."""
