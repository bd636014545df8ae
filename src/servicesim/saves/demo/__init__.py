"""A store of invented people, to try a review on: `servicesim demo-data`."""
