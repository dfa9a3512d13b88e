"""What pages and API share: recognition, languages, metrics, laboratory results, and what Practise shows."""
