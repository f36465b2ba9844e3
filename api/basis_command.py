"""`cancu legal-basis`, `cancu check-draft` and `cancu registry import`: call the service, print."""
